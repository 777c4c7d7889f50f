// Joins under way: what each waits for, said plainly, until its board is there.

import { Trans, useLingui } from "@lingui/react/macro";

import type { JoinRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Note, Section } from "../../components/Page";
import { Said } from "../../components/UserText";
import { rowsOf, useAct, useView } from "../../state/core";
import { ERROR_WORDS } from "../../words/errors";

export function PendingJoins({ onOpenBoard }: { onOpenBoard: (board: string) => void }) {
  const { t } = useLingui();
  const joins = rowsOf(useView({ type: "joins" }), "join");
  if (joins.length === 0) return null;
  return (
    <Section title={t`Asked to join`}>
      <ul className="flex flex-col gap-3" aria-live="polite">
        {joins.map((join) => (
          <li key={join.board} className="card flex flex-col gap-2 rounded-lg border border-border bg-surface p-4">
            <p className="font-semibold"><bdi>{join.boardName}</bdi></p>
            <Progress join={join} onOpen={() => onOpenBoard(join.board)} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Progress({ join, onOpen }: { join: JoinRow; onOpen: () => void }) {
  const { i18n } = useLingui();
  const act = useAct();
  const cancel = () => void act({ type: "cancelJoin", board: join.board });
  switch (join.progress.type) {
    case "waiting":
      return (
        <>
          <p><Trans>Waiting for the computer of <Said text={join.inviter} />, or of anybody on the board, to answer. You can close this: it carries on when you open the app.</Trans></p>
          <div><Button onPress={cancel}><Trans>Stop asking</Trans></Button></div>
        </>
      );
    case "fetching":
      return <p><Trans>Somebody answered. The board is on its way.</Trans></p>;
    case "done":
      return (
        <>
          <p role="status" className="font-semibold"><Trans>You are in.</Trans></p>
          <div><Button weight="primary" onPress={onOpen}><Trans>Open the board</Trans></Button></div>
        </>
      );
    case "refused":
      return (
        <Note tone="danger">
          <p>{i18n._(ERROR_WORDS[join.progress.code])}</p>
          <div><Button onPress={cancel}><Trans>Take it off the list</Trans></Button></div>
        </Note>
      );
  }
}
