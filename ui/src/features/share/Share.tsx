// Sharing a board: make a ticket, and hand it over as text or QR code; below, those that were made.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { TicketKind, TicketView } from "../../bindings";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { SelectInput, TextInput } from "../../components/Inputs";
import { Column, Note, Page } from "../../components/Page";
import { useAct } from "../../state/core";
import { useOnce } from "../../state/once";
import { EndedTicket } from "./EndedTicket";
import { MadeTicket } from "./MadeTicket";
import { Standing } from "./Standing";
import { useTicketState } from "./useTicketState";

const DAY_MS = 86_400_000;
const MOST_USES = 1000;
/** The core takes 40 bytes. */
const HELPER_NAME_LENGTH = 20;

type Whom = "one" | "several" | "open" | "reader" | "reporter" | "helper";

const KIND: Record<Whom, TicketKind> = { one: "invite", several: "invite", open: "open", reader: "reader", reporter: "reporter", helper: "helper" };

interface ShareProps {
  readonly board: string;
  readonly boardName: string;
  readonly mayInvite: boolean;
  readonly now: () => number;
}

export function Share({ board, boardName, mayInvite, now }: ShareProps) {
  const { t } = useLingui();
  return (
    <Page title={t`Share`} context={boardName}>
      <Column>
        {mayInvite ? <NewTicket board={board} now={now} /> : (
          <Note tone="calm"><p><Trans>Only coordinators and stewards make invite tickets. Ask one of them, under People.</Trans></p></Note>
        )}
        <Standing board={board} />
      </Column>
    </Page>
  );
}

function NewTicket({ board, now }: { board: string; now: () => number }) {
  const { t, i18n } = useLingui();
  const most = i18n.number(MOST_USES);
  const act = useAct();
  const [whom, setWhom] = useState<Whom>("one");
  const [uses, setUses] = useState("5");
  const [wrong, setWrong] = useState(0);
  const [helperName, setHelperName] = useState("");
  const [days, setDays] = useState("7");
  const [made, setMade] = useState<TicketView | null>(null);
  const state = useTicketState(board, made?.text ?? null);

  const { run: make, busy } = useOnce(async () => {
    const several = Number(uses.trim());
    if (whom === "several" && !(Number.isInteger(several) && several >= 1 && several <= MOST_USES)) return setWrong((times) => times + 1);
    const called = helperName.trim();
    const named = whom === "helper" && called !== "" ? { helperName: called } : {};
    const counted = whom === "one" || whom === "helper" ? 1 : whom === "several" ? several : null;
    const expiresAt = days === "never" ? null : now() + Number(days) * DAY_MS;
    return act({ type: "invite", board, kind: KIND[whom], uses: counted, expiresAt, ...named }, (outcome) => {
      if (outcome.type === "ticket") setMade(outcome.ticket);
    });
  });
  const type = (typed: string) => {
    setUses(typed);
    setWrong(0);
  };
  return (
    <>
      <Choice
        label={t`Who can come in`}
        value={whom}
        onChange={setWhom}
        options={[
          { id: "one", text: t`One person I choose`, help: t`They become an editor, and may change everything on the board.` },
          { id: "several", text: t`Several people I choose`, help: t`They become editors. A few more than you say may come in, where those who let them in could not reach each other.` },
          { id: "open", text: t`Whoever sees it`, help: t`For a poster or a chat group. They become contributors: they add things and comment, and are marked as new.` },
          { id: "reader", text: t`Whoever sees it, to read only`, help: t`They see the whole board, with all names, and change nothing.` },
          { id: "reporter", text: t`Whoever sees it, to send reports`, help: t`They do not come in. They write to you, and only coordinators and stewards can read it, under Reports.` },
          { id: "helper", text: t`A computer as a helper`, help: t`A computer that is always on passes the board on between you, and cannot read it.` },
        ]}
      />
      <div className="grid gap-4 @min-[40rem]/app:grid-cols-2">
        {whom === "several" && (
          <TextInput
            label={t`How many people`} value={uses} onChange={type} inputMode="numeric" onEnter={make}
            error={wrong > 0 ? t`Type a whole number from 1 to ${most}.` : null} foundWrong={wrong}
          />
        )}
        {whom === "helper" && (
          <TextInput label={t`Name of the helper (optional)`} help={t`Such as “Library basement”. The helper itself does not see it.`} value={helperName} onChange={setHelperName} maxLength={HELPER_NAME_LENGTH} />
        )}
        <SelectInput
          label={t`Works for`}
          value={days}
          onChange={setDays}
          options={[
            { id: "1", text: t`1 day` },
            { id: "7", text: t`7 days` },
            { id: "30", text: t`30 days` },
            { id: "never", text: t`Without an end` },
          ]}
        />
      </div>
      <p className="text-sm text-text-2">
        <Trans>Somebody who is on the board has to be online when they come: you, or anybody else.</Trans>
      </p>
      <div><Button weight="primary" isDisabled={busy} onPress={make}><Trans>Make an invite ticket</Trans></Button></div>
      {made !== null && (state === "live" ? <MadeTicket key={made.text} ticket={made} isNew /> : <EndedTicket state={state} busy={busy} onNew={make} />)}
    </>
  );
}
