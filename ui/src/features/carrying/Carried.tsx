// The boards that this computer carries for others as a helper: which, how much, and stopping.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError, CarriedRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { CodeInput } from "../../components/CodeInput";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { Column, Note, Page, Section } from "../../components/Page";
import { rowsOf, useAct, useCore, useView } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";
import { ERROR_WORDS } from "../../words/errors";
import { when } from "../../words/time";
import { size } from "../../words/size";

interface CarriedProps {
  readonly now: () => number;
  /** A helper's ticket that is there already. */
  readonly given: string;
  readonly onClose: () => void;
}

export function Carried({ now, given, onClose }: CarriedProps) {
  const { t } = useLingui();
  const content = useView({ type: "carried" });
  const boards = rowsOf(content, "carried");
  const [at] = useState(now);
  const [asked, setAsked] = useState<CarriedRow | null>(null);
  return (
    <Page title={t`Carry boards for others`} actions={<Button onPress={onClose}><Trans>Back to Settings</Trans></Button>}>
      <Column>
        <p><Trans>A computer that is always on can carry a board for a group, so that its people need not be online at the same time. It cannot read anything of it, not even the board’s name.</Trans></p>
        {boards.length > 0 && (
          <Section title={t`Boards that this computer carries`}>
            <ul className="flex flex-col gap-3" data-testid="carried">
              {boards.map((board) => <li key={board.board}><Carrying board={board} now={at} onStop={() => setAsked(board)} /></li>)}
            </ul>
          </Section>
        )}
        <Carry given={given} />
        <StopDialog board={asked} onClose={() => setAsked(null)} />
      </Column>
    </Page>
  );
}

function Carry({ given }: { given: string }) {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  const [ticket, setTicket] = useState(given);
  const [error, setError] = useState<AppError | null>(null);
  const { run: carry, busy } = useOnce(async () => {
    try {
      await backend.dispatch({ type: "carryBoard", ticket });
      announcements.tell(t`This computer is going to carry the board. It starts as soon as somebody on it is reached.`);
      setTicket("");
    } catch (reason) {
      setError(asAppError(reason));
    }
  });
  return (
    <Section title={t`Carry a board`}>
      <CodeInput
        label={t`Invite ticket for a helper`} help={t`A coordinator of the board makes it, under Share. It begins with mh1.`} value={ticket} error={error}
        onChange={(typed) => { setTicket(typed); setError(null); }} onRefused={setError}
      />
      <div><Button weight="primary" isDisabled={busy || ticket.trim() === ""} onPress={carry}><Trans>Carry this board</Trans></Button></div>
    </Section>
  );
}

function Carrying({ board, now, onStop }: { board: CarriedRow; now: number; onStop: () => void }) {
  const { t, i18n } = useLingui();
  const { code, state } = board;
  const met = board.lastContact === null ? null : when(i18n.locale, board.lastContact, now);
  const since = when(i18n.locale, board.since, now);
  const [held, most] = [board.bytes, board.limit].map((bytes) => size(i18n, bytes));
  return (
    <div className="card flex flex-col gap-3 rounded-lg border border-border bg-surface p-4">
      <div className="flex flex-col gap-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-semibold"><Trans>Board {code}</Trans></span>
          {state.type === "carrying" && (board.full ? <Chip tone="warn"><Trans>full</Trans></Chip> : <Chip tone="offer"><Trans>carries</Trans></Chip>)}
          {state.type === "waiting" && <Chip tone="warn"><Trans>waits for somebody of the board</Trans></Chip>}
          {state.type === "refused" && <Chip tone="danger"><Trans>refused</Trans></Chip>}
        </span>
        {state.type === "carrying" && (
          <span className="text-sm text-text-2">
            <Trans>since {since}</Trans>{" · "}<Trans>{held} of at most {most}</Trans>{" · "}
            {board.connected > 0 ? <Plural value={board.connected} one="# device connected now" other="# devices connected now" /> : met === null ? <Trans>nobody met yet</Trans> : <Trans>last contact {met}</Trans>}
          </span>
        )}
        {state.type === "carrying" && board.full && <span className="text-sm text-text-2"><Trans>It keeps what it has and takes nothing new, for want of room. The people of the board see that too.</Trans></span>}
        {state.type === "waiting" && <span className="text-sm text-text-2"><Trans>It goes on by itself. Keep Manyhands open and connected.</Trans></span>}
        {state.type === "refused" && <span className="text-sm text-danger">{i18n._(ERROR_WORDS[state.code])}</span>}
      </div>
      <div><Button aria-label={state.type === "carrying" ? t`Stop carrying…: ${code}` : t`Take it off the list: ${code}`} onPress={onStop}>{state.type === "carrying" ? <Trans>Stop carrying…</Trans> : <Trans>Take it off the list</Trans>}</Button></div>
    </div>
  );
}

function StopDialog({ board, onClose }: { board: CarriedRow | null; onClose: () => void }) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const code = board?.code ?? "";
  const { run: stop, busy } = useOnce(async () => {
    if (board === null) return;
    await act({ type: "stopCarrying", board: board.board }, () => {
      announcements.tell(t`This computer does not carry the board any more.`);
      onClose();
    });
  });
  return (
    <Dialog title={t`Stop carrying the board ${code}?`} isOpen={board !== null} onClose={onClose}>
      <p><Trans>What is here of it is deleted. Its people keep everything, and have to be online at the same time again to pass it on, unless they have another helper.</Trans></p>
      <Note tone="calm"><p><Trans>They still see this helper under People until a coordinator removes it. Tell them.</Trans></p></Note>
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={stop}><Trans>Stop carrying</Trans></Button>
      </DialogButtons>
    </Dialog>
  );
}
