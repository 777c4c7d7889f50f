// What has become of a ticket that was just made. Its text stands in the list only while it works, so its row is
// remembered once it was seen there.

import { useState } from "react";

import type { InvitationState } from "../../bindings";
import { rowsOf, useView } from "../../state/core";

export function useTicketState(board: string, text: string | null): InvitationState {
  const content = useView({ type: "invitations", board });
  const tickets = rowsOf(content, "invitation");
  const [seen, setSeen] = useState<{ readonly text: string; readonly ticket: string } | null>(null);
  const live = text === null ? undefined : tickets.find((ticket) => ticket.text === text);
  if (live !== undefined && text !== null && seen?.ticket !== live.ticket) setSeen({ text, ticket: live.ticket });
  if (seen === null || seen.text !== text) return live?.state ?? "live";
  const row = tickets.find((ticket) => ticket.ticket === seen.ticket);
  // Taken off the list altogether.
  if (row === undefined) return content.phase === "loading" ? "live" : "removed";
  return row.state;
}
