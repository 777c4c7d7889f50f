// Joining a board: paste the invite, or open a picture of its QR code; see whose it is; ask; it finishes by itself.

import { Trans, useLingui } from "@lingui/react/macro";
import { Image } from "lucide-react";
import { useEffect, useId, useState } from "react";

import type { AppError, ReadingAnswer } from "../../bindings";
import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { NoRelay, useHasRelay } from "../../components/NoRelay";
import { Column, Note, Page, Section } from "../../components/Page";
import { SettingSwitch } from "../../components/SettingSwitch";
import { Said, UserText } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { errorWords } from "../../words/errors";
import { PendingJoins } from "./PendingJoins";
import { asAppError } from "../../state/failure";
import { dayAndHour } from "../../words/time";

type TicketWords = Extract<ReadingAnswer, { type: "readTicket" }>;

interface JoinProps {
  /** A ticket that the app was opened with. */
  readonly opened: string | null;
  readonly onOpenBoard: (board: string) => void;
  readonly onCancel: () => void;
  /** Told a ticket that is for reports; "" where there is none yet. */
  readonly onReport: (ticket: string) => void;
  /** Told a ticket that is for a helper. */
  readonly onCarry: (ticket: string) => void;
}

export function Join({ opened, onOpenBoard, onCancel, onReport, onCarry }: JoinProps) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { backend } = useCore();
  const [text, setText] = useState(opened ?? "");
  const [found, setFound] = useState<TicketWords | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const missing = useId();

  const refuse = (reason: unknown) => {
    setFound(null);
    setError(asAppError(reason));
  };
  const read = (ticket: string) => {
    setText(ticket);
    setError(null);
    setFound(null);
    if (ticket.trim() === "") return;
    backend.read({ type: "readTicket", ticket }).then((answer) => {
      if (answer.type === "readTicket") setFound(answer);
    }, refuse);
  };
  const openPicture = async () => {
    try {
      const base64 = await backend.choosePicture();
      if (base64 === null) return;
      const answer = await backend.read({ type: "readQr", base64 });
      if (answer.type === "readQr") read(answer.text);
    } catch (reason) {
      refuse(reason);
    }
  };
  useEffect(() => {
    if (opened !== null) read(opened);
    // Only a newly opened ticket is read; typing reads by itself.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [opened]);

  const ask = (hidden: boolean) =>
    act({ type: hidden ? "joinHidden" : "join", ticket: text }, () => {
      setText("");
      setFound(null);
    });

  return (
    <Page title={t`Join a board`}>
      <Column>
        <TextInput
          label={t`Invite ticket`}
          help={t`Paste the whole text that somebody gave you. It begins with mh1.`}
          error={error === null ? null : i18n._(errorWords(error))}
          value={text}
          onChange={read}
          lines={4}
          autoFocus
        />
        <div className="flex flex-wrap gap-3">
          <Button icon={Image} onPress={() => void openPicture()}><Trans>Open a picture of the QR code</Trans></Button>
          <Button weight="quiet" onPress={onCancel}><Trans>Back to your boards</Trans></Button>
        </div>
        {error?.code === "otherTicketKind" && error.details["kind"] === "reporter" && (
          <Note tone="calm">
            <p><Trans>This invite ticket is for sending a report to a board, without joining it.</Trans></p>
            <div><Button weight="primary" onPress={() => onReport(text)}><Trans>Write a report</Trans></Button></div>
          </Note>
        )}
        {(found?.helper === true || error?.code === "helperTicket") && (
          <Note tone="calm">
            <p><Trans>This invite ticket is for a helper: a computer that carries a board for the others and cannot read it. Nobody joins by it.</Trans></p>
            <div><Button weight="primary" onPress={() => onCarry(text)}><Trans>Carry the board on this computer</Trans></Button></div>
          </Note>
        )}
        {found === null && error === null && (
          <div className="flex flex-col gap-2">
            <div><Button weight="primary" isDisabled aria-describedby={missing}><Trans>Ask to join</Trans></Button></div>
            <p id={missing} className="text-sm text-text-2"><Trans>First paste the invite ticket above: you see which board it is for before you ask.</Trans></p>
          </div>
        )}
        {found !== null && found.helper !== true && <Found found={found} onAsk={(hidden) => void ask(hidden)} onOpen={() => onOpenBoard(found.board)} />}
        <PendingJoins onOpenBoard={onOpenBoard} />
        {text.trim() === "" && (
          <p className="text-sm text-text-2">
            <Trans>Do you have an invite ticket for reports?</Trans>{" "}
            <button type="button" className="min-h-6 underline" onClick={() => onReport("")}><Trans>Send a report</Trans></button>
          </p>
        )}
      </Column>
    </Page>
  );
}

function Found({ found, onAsk, onOpen }: { found: TicketWords; onAsk: (hidden: boolean) => void; onOpen: () => void }) {
  const { t, i18n } = useLingui();
  const [hidden, setHidden] = useState(false);
  const hasRelay = useHasRelay();
  const until = found.expiresAt === null
    ? null
    : dayAndHour(i18n.locale, found.expiresAt);
  return (
    <Section title={t`The invite ticket says`}>
      <div className="card flex flex-col gap-2 rounded-lg border border-border bg-surface p-4">
        <p className="text-lg font-semibold"><UserText>{found.boardName}</UserText></p>
        <p><Trans>Invited by <Said text={found.inviter} /></Trans></p>
        {until !== null && <p className="text-text-2"><Trans>Works until {until}</Trans></p>}
        <p className="text-sm text-text-2">
          <Trans>These names come from the invite ticket. Join only if you know who gave it to you: people on a board see your name, and your computers connect directly, unless you hide your address below.</Trans>
        </p>
      </div>
      {found.alreadyMember ? (
        <Note tone="calm">
          <p><Trans>You are on this board already.</Trans></p>
          <div><Button weight="primary" onPress={onOpen}><Trans>Open the board</Trans></Button></div>
        </Note>
      ) : (
        <>
          <SettingSwitch
            label={t`Meet through relays only`}
            help={t`Your address is not shown to the others of this board. It is slower, and only who has the same relay in their settings meets you. You can change it later, in the settings of the board.`}
            on={hidden}
            onChange={setHidden}
          />
          {hidden && !hasRelay && <NoRelay />}
          <div><Button weight="primary" isDisabled={hidden && !hasRelay} onPress={() => onAsk(hidden)}><Trans>Ask to join</Trans></Button></div>
        </>
      )}
    </Section>
  );
}
