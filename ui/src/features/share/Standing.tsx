// The tickets that were made: which still let somebody in and until when, who came, and the text again on the device
// that made it.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Copy, QrCode } from "lucide-react";
import { useState } from "react";

import type { InvitationRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Section } from "../../components/Page";
import { rowsOf, useView } from "../../state/core";
import { roleWord } from "../../words/names";
import { MadeTicket } from "./MadeTicket";
import { useCopy } from "./useCopy";

type State = "live" | "expired" | "usedUp" | "removed";

/** An invite as the core tells it; the part that a core leaves out is made of the rest, or not shown. */
type Told = InvitationRow & { state?: State; text?: string | null; link?: string | null; usedBy?: string[] };

const STATE: Record<State, MessageDescriptor> = {
  live: msg`Works`,
  expired: msg`Run out`,
  usedUp: msg`Used up`,
  removed: msg`Taken back`,
};

export function Standing({ board, now }: { board: string; now: () => number }) {
  const { t } = useLingui();
  const tickets = rowsOf(useView({ type: "invitations", board }), "invitation");
  const [at] = useState(now);
  if (tickets.length === 0) return null;
  return (
    <Section title={t`Invites that were made`}>
      <ul className="flex flex-col gap-2" data-testid="invitations">
        {tickets.map((ticket) => <li key={ticket.ticket}><OneTicket ticket={ticket} state={stateOf(ticket, at)} /></li>)}
      </ul>
    </Section>
  );
}

function OneTicket({ ticket, state }: { ticket: Told; state: State }) {
  const { t, i18n } = useLingui();
  const [shown, setShown] = useState(false);
  const copy = useCopy();
  const { text = null, link = null } = ticket;
  return (
    <div className="card flex flex-col gap-3 rounded-md border border-border bg-surface p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="flex min-w-0 flex-[1_1_14rem] flex-col gap-1">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-semibold">{i18n._(roleWord(ticket.role))}</span>
            <Chip tone={state === "live" ? "offer" : "plain"}>{i18n._(STATE[state])}</Chip>
          </span>
          <span className="text-sm text-text-2"><Facts ticket={ticket} state={state} /></span>
        </span>
        {text !== null && state === "live" && (
          <>
            <Button icon={QrCode} aria-expanded={shown} onPress={() => setShown(!shown)}>{shown ? <Trans>Hide</Trans> : <Trans>Show</Trans>}</Button>
            <Button icon={Copy} aria-label={t`Copy this invite`} onPress={() => copy(text)}><Trans>Copy</Trans></Button>
          </>
        )}
      </div>
      {shown && text !== null && link !== null && <MadeTicket ticket={{ text, link }} />}
    </div>
  );
}

function Facts({ ticket, state }: { ticket: Told; state: State }) {
  const { i18n } = useLingui();
  const { uses, madeBy, expiresAt, usedBy = [] } = ticket;
  const people = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(usedBy.filter((name) => name !== ""));
  const end = expiresAt === null ? null : new Intl.DateTimeFormat(i18n.locale, { dateStyle: "medium", timeStyle: "short" }).format(expiresAt);
  return (
    <>
      <Plural value={ticket.used} one="# person came in" other="# people came in" />
      {uses !== null && <>{" "}<Trans>of {uses}</Trans></>}
      {people !== "" && <>{": "}<bdi>{people}</bdi></>}
      {" · "}
      {end === null ? <Trans>without an end</Trans> : state === "expired" ? <Trans>ran out {end}</Trans> : <Trans>until {end}</Trans>}
      {" · "}<Trans>made by <bdi>{madeBy}</bdi></Trans>
    </>
  );
}

function stateOf(ticket: Told, now: number): State {
  if (ticket.state !== undefined) return ticket.state;
  if (ticket.uses !== null && ticket.used >= ticket.uses) return "usedUp";
  return ticket.expiresAt !== null && ticket.expiresAt <= now ? "expired" : "live";
}
