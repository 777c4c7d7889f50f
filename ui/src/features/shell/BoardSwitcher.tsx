// The name of the open board, and behind it a menu of all boards and of the ways to another one.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Check, ChevronsUpDown, LayoutGrid, type LucideIcon, Plus, Ticket } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import { useLocation } from "wouter";

import type { BoardRow } from "../../bindings";
import { UserText } from "../../components/UserText";
import { rowsOf, useView } from "../../state/core";
import { isOut } from "../../state/board";
import { OUT, savedWords } from "../../words/status";

export interface OpenBoard {
  readonly board: string;
  readonly name: string;
}

/** Places that are no board; ids of boards are hexadecimal, so these are none. */
const WAYS: Readonly<Record<string, string>> = { "way:all": "/", "way:new": "/new", "way:join": "/join" };

const ENTRY = "flex items-center gap-3 rounded-sm px-3 py-2 min-h-11 data-focused:bg-primary-tint";

export function BoardSwitcher({ open }: { open: OpenBoard | null }) {
  const { t } = useLingui();
  const [, go] = useLocation();
  const boards = rowsOf(useView({ type: "boards" }), "board");
  const name = open?.name ?? "Manyhands";
  const choose = (id: string | number) => {
    const place = WAYS[id] ?? `/board/${id}/needs`;
    if (id !== open?.board) go(place);
  };
  return (
    <MenuTrigger>
      <Button
        aria-label={t`${name}, change the board`}
        className="flex min-h-11 min-w-0 flex-1 items-center justify-between gap-2 rounded-md px-2 text-start data-hovered:bg-surface data-pressed:bg-surface"
      >
        {/* Cut at the end of the name, whichever way it is read. */}
        <bdi className="block truncate text-lg font-semibold">{name}</bdi>
        <ChevronsUpDown aria-hidden size="1.125rem" className="shrink-0 text-text-2" />
      </Button>
      <Popover placement="bottom start" className="w-80 max-w-[92vw] rounded-md border border-border bg-surface p-1 shadow-pop">
        <Menu onAction={choose} className="scroller max-h-[min(32rem,80vh)]">
          {boards.length > 0 && (
            <MenuSection
              aria-label={t`Boards on this computer`}
              selectionMode="single"
              selectedKeys={open === null ? [] : [open.board]}
            >
              {boards.map((board) => <BoardEntry key={board.board} board={board} isOpen={board.board === open?.board} />)}
            </MenuSection>
          )}
          {boards.length > 0 && <Separator className="my-1 border-t border-border" />}
          <MenuSection aria-label={t`Another board`}>
            <Way id="way:all" icon={LayoutGrid}><Trans>All boards</Trans></Way>
            <Way id="way:new" icon={Plus}><Trans>New board</Trans></Way>
            <Way id="way:join" icon={Ticket}><Trans>Join a board</Trans></Way>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function BoardEntry({ board, isOpen }: { board: BoardRow; isOpen: boolean }) {
  const { i18n } = useLingui();
  return (
    <MenuItem id={board.board} textValue={board.name} className={ENTRY}>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="font-semibold wrap-anywhere"><UserText>{board.name}</UserText></span>
        <span className="text-sm text-text-2">
          <Plural value={board.openNeeds} one="# open need" other="# open needs" />
          {" · "}
          {i18n._(isOut(board) ? OUT.pill : savedWords(board.saved))}
        </span>
      </span>
      {isOpen && <Check aria-hidden size="1.125rem" className="shrink-0" />}
    </MenuItem>
  );
}

function Way({ id, icon: Icon, children }: { id: string; icon: LucideIcon; children: ReactNode }) {
  return (
    <MenuItem id={id} className={ENTRY}>
      <Icon aria-hidden size="1.25rem" className="shrink-0" />
      {children}
    </MenuItem>
  );
}
