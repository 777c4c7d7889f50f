// A report from outside, by a reporter's invite: written, sealed for the coordinators, sent. Nobody joins by it.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError } from "../../bindings";
import { Button } from "../../components/Button";
import { CodeInput } from "../../components/CodeInput";
import { TextInput } from "../../components/Inputs";
import { Column, Note, Page } from "../../components/Page";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";
import { errorWords } from "../../words/errors";
import { SentReports } from "./SentReports";

const DRAFT = "report:text";
const TEXT_LENGTH = 4000;

interface SendReportProps {
  /** A ticket that is there already. */
  readonly given: string;
  readonly onClose: () => void;
}

export function SendReport({ given, onClose }: SendReportProps) {
  const { t, i18n } = useLingui();
  const { backend, drafts } = useCore();
  const [ticket, setTicket] = useState(given);
  const [text, setText] = useState(() => drafts.get(DRAFT) ?? "");
  const [missing, setMissing] = useState(false);
  const [atTicket, setAtTicket] = useState<AppError | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [sent, setSent] = useState<"handedIn" | "waits" | null>(null);
  const type = (typed: string) => {
    setText(typed);
    setMissing(false);
    setError(null);
    if (typed === "") drafts.discard(DRAFT);
    else drafts.set(DRAFT, typed);
  };
  const refuse = (refused: AppError) => (refused.code.startsWith("ticket") || refused.code === "otherTicketKind" ? setAtTicket(refused) : setError(refused));
  const { run: send, busy } = useOnce(async () => {
    setError(null);
    if (ticket.trim() === "") return setAtTicket({ code: "ticketDamaged", message: "", details: {} });
    if (text.trim() === "") return setMissing(true);
    try {
      const outcome = await backend.dispatch({ type: "report", ticket, text: text.trim() });
      drafts.discard(DRAFT);
      setSent(outcome.type === "report" && !outcome.handedIn ? "waits" : "handedIn");
    } catch (reason) {
      refuse(asAppError(reason));
    }
    return undefined;
  });
  if (sent !== null) {
    return (
      <Page title={t`Send a report`}>
        <Column>
          {sent === "handedIn"
            ? <Note tone="calm"><p role="status"><Trans>Sent. Somebody of the board has it on their computer, and the coordinators can read it.</Trans></p></Note>
            : <Note tone="warn"><p role="status"><Trans>Nobody of the board could be reached. Your report is kept on this computer and goes by itself.</Trans></p></Note>}
          <div className="flex gap-3">
            <Button weight="primary" onPress={onClose}><Trans>Your boards</Trans></Button>
            <Button onPress={() => { setSent(null); setText(""); }}><Trans>Send another</Trans></Button>
          </div>
          <SentReports />
        </Column>
      </Page>
    );
  }
  const refusal = error === null ? null : i18n._(errorWords(error));
  return (
    <Page title={t`Send a report`} actions={<Button onPress={onClose}><Trans>Cancel</Trans></Button>}>
      <Column>
        <p><Trans>For people who are not on a board and have an invite ticket for reports. What you write is sealed: only the coordinators read it. Your name is not sent.</Trans></p>
        <CodeInput
          label={t`Invite ticket for reports`} help={t`Paste the whole text that somebody gave you. It begins with mh1.`} value={ticket} error={atTicket}
          onChange={(typed) => { setTicket(typed); setAtTicket(null); }} onRefused={setAtTicket}
        />
        <TextInput
          label={t`What you want to tell`} help={t`What, where, and since when.`} lines={6} value={text} onChange={type} maxLength={TEXT_LENGTH}
          error={missing ? t`Type what you want to tell.` : null}
        />
        {busy && <Note tone="calm"><p role="status"><Trans>Looking for somebody of the board. This takes up to half a minute; after that it waits on this computer.</Trans></p></Note>}
        {refusal !== null && <Note tone="danger"><p role="alert">{refusal}</p></Note>}
        <div><Button weight="primary" isDisabled={busy} onPress={send}>{busy ? <Trans>Sending…</Trans> : <Trans>Send the report</Trans>}</Button></div>
        <SentReports />
      </Column>
    </Page>
  );
}
