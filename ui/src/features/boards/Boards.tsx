// All boards on this computer, and the two ways to a new one.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Plus, Ticket } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";

import type { BoardRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { useHasRelay } from "../../components/NoRelay";
import { Column, Empty, Page } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { isOut } from "../../state/board";
import { rowsOf, useView } from "../../state/core";
import { savedWords } from "../../words/status";
import { BringingLine, useBringing } from "../../components/Bringing";
import { ToDecide } from "./ToDecide";

interface BoardsProps {
  readonly onNew: () => void;
  readonly onJoin: () => void;
  /** What has to be done, above the boards. */
  readonly tasks?: ReactNode;
}

export function Boards({ onNew, onJoin, tasks }: BoardsProps) {
  const { t } = useLingui();
  const content = useView({ type: "boards" });
  const boards = rowsOf(content, "board");
  const bringing = useBringing();
  const buttons = (
    <>
      <Button icon={Ticket} onPress={onJoin}><Trans>I have an invite ticket</Trans></Button>
      <Button icon={Plus} weight="primary" onPress={onNew}><Trans>Make a board</Trans></Button>
    </>
  );
  const empty = content.phase !== "loading" && boards.length === 0;
  return (
    <Page title={t`Your boards`} actions={empty ? undefined : buttons}>
      <Column>
        <ToDecide boards={boards} />
        {tasks}
        {empty ? (
          <Empty text={t`No boards yet. Make one for your group, or join one with an invite ticket that somebody gave you.`}>
            {buttons}
          </Empty>
        ) : (
          <ul className="flex flex-col gap-3">
            {boards.map((board) => (
              <li key={board.board} className="flex flex-col gap-2">
                <BoardCard board={board} />
                {!isOut(board) && bringing.filter((one) => one.board === board.board).map((one) => <div key={one.board} className="px-4 pb-2"><BringingLine bringing={one} /></div>)}
              </li>
            ))}
          </ul>
        )}
      </Column>
    </Page>
  );
}

function BoardCard({ board }: { board: BoardRow }) {
  const { i18n } = useLingui();
  const hasRelay = useHasRelay();
  return (
    <Link
      href={`/board/${board.board}/needs`}
      className="card flex flex-col gap-1 rounded-lg border border-border bg-surface p-4 hover:border-border-strong"
    >
      <span className="flex flex-wrap items-center gap-2">
        <span className="text-lg font-semibold"><UserText>{board.name}</UserText></span>
        {board.removed !== null && <Chip tone="warn"><Trans>You were removed: only to read</Trans></Chip>}
        {board.removed === null && (board.toDecide ?? 0) > 0 && <Chip tone="warn"><Trans>For you to decide</Trans></Chip>}
        {board.removed === null && (board.rivals ?? 0) > 0 && <Chip tone="warn"><Trans>Two decisions about the stewards</Trans></Chip>}
        {board.removed === null && board.deviceOff === true && <Chip tone="warn"><Trans>This computer was taken off: only to read</Trans></Chip>}
      </span>
      <span className="text-sm text-text-2">
        <Plural value={board.people} one="# person" other="# people" />
        {" · "}
        <Plural value={board.openNeeds} one="# open need" other="# open needs" />
        {!isOut(board) && <>{" · "}{i18n._(savedWords(board.saved))}</>}
      </span>
      {!isOut(board) && board.hidesAddress === true && !hasRelay && <span className="text-sm"><Trans>You hide your address here, and there is no relay in your settings. Without one you meet nobody.</Trans></span>}
    </Link>
  );
}
