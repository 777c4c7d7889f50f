// The tickets that were made: which still let somebody in and until when, who came, and the text again on the device
// that made it.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Copy, QrCode } from "lucide-react";
import { useState } from "react";

import type { InvitationRow, InvitationState } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Section } from "../../components/Page";
import { Said } from "../../components/UserText";
import { rowsOf, useView } from "../../state/core";
import { roleWord } from "../../words/names";
import { MadeTicket } from "./MadeTicket";
import { RemoveTicket } from "./RemoveTicket";
import { useCopy } from "../../state/copy";
import { dayAndHour } from "../../words/time";

const STATE: Record<InvitationState, MessageDescriptor> = {
  live: msg`Works`,
  expired: msg`Run out`,
  usedUp: msg`Used up`,
  removed: msg`Removed`,
  fromBefore: msg`Leads here no more`,
};

const WHOM: Record<string, MessageDescriptor> = {
  open: msg`For whoever sees it`,
  reader: msg`For whoever sees it, to read`,
  reporter: msg`For whoever sees it, to send reports`,
  helper: msg`For a helper`,
};

export function Standing({ board }: { board: string }) {
  const { t } = useLingui();
  const tickets = rowsOf(useView({ type: "invitations", board }), "invitation");
  const [asked, setAsked] = useState<InvitationRow | null>(null);
  if (tickets.length === 0) return null;
  return (
    <Section title={t`Invite tickets that were made`}>
      <ul className="flex flex-col gap-2" data-testid="invitations">
        {tickets.map((ticket) => <li key={ticket.ticket}><OneTicket ticket={ticket} onRemove={() => setAsked(ticket)} /></li>)}
      </ul>
      <RemoveTicket board={board} ticket={asked} onClose={() => setAsked(null)} />
    </Section>
  );
}

function OneTicket({ ticket, onRemove }: { ticket: InvitationRow; onRemove: () => void }) {
  const { t, i18n } = useLingui();
  const [shown, setShown] = useState(false);
  const copy = useCopy();
  const { text, link, state } = ticket;
  const live = state === "live";
  return (
    <div className="card flex flex-col gap-3 rounded-md border border-border bg-surface p-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="flex min-w-0 flex-[1_1_14rem] flex-col gap-1">
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-semibold">{i18n._(WHOM[ticket.kind] ?? roleWord(ticket.role))}</span>
            <Chip tone={live ? "offer" : "plain"}>{i18n._(STATE[state])}</Chip>
          </span>
          <span className="text-sm text-text-2"><Facts ticket={ticket} /></span>
        </span>
        {text !== null && live && (
          <>
            <Button icon={QrCode} aria-expanded={shown} onPress={() => setShown(!shown)}>{shown ? <Trans>Hide</Trans> : <Trans>Show</Trans>}</Button>
            <Button icon={Copy} aria-label={t`Copy this invite ticket`} onPress={() => copy(text)}><Trans>Copy</Trans></Button>
          </>
        )}
        {(live || state === "fromBefore") && ticket.mayRemove && <Button onPress={onRemove}><Trans>Remove…</Trans></Button>}
      </div>
      {state === "fromBefore" && <p className="text-sm text-text-2"><Trans>Your address was hidden, or shown again, after this was made. Make a new one for whoever has not come in yet.</Trans></p>}
      {shown && live && text !== null && link !== null && <MadeTicket ticket={{ text, link }} />}
    </div>
  );
}

function Facts({ ticket }: { ticket: InvitationRow }) {
  const { i18n } = useLingui();
  const { uses, madeBy, expiresAt, usedBy, state } = ticket;
  const people = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(usedBy.filter((name) => name !== ""));
  const end = expiresAt === null ? null : dayAndHour(i18n.locale, expiresAt);
  return (
    <>
      <Plural value={ticket.used} one="# person came in" other="# people came in" />
      {uses !== null && <>{" "}<Trans>of {uses}</Trans></>}
      {people !== "" && <>{": "}<bdi>{people}</bdi></>}
      {" · "}
      {end === null ? <Trans>without an end</Trans> : state === "expired" ? <Trans>ran out {end}</Trans> : <Trans>until {end}</Trans>}
      {" · "}<Trans>made by <Said text={madeBy} /></Trans>
    </>
  );
}
