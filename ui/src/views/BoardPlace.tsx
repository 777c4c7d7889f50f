// An open board: the section, and beside it (or over it, in a small window) the page of what was opened.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { Redirect, useLocation } from "wouter";

import type { BoardView, ItemKind, SettingsView } from "../bindings";
import { Button, IconButton } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { Column, Empty, HeaderSlot, Page } from "../components/Page";
import { DeviceOffBanner } from "../features/board/DeviceOffBanner";
import { NewerBanner } from "../features/board/NewerBanner";
import { RemovedBanner } from "../features/board/RemovedBanner";
import { StewardBanners } from "../features/board/StewardBanners";
import { MoreMenu } from "../features/importing/MoreMenu";
import { beginNeed } from "../features/items/addDraft";
import { BegunLine } from "../features/items/BegunLine";
import { NeedsAndOffers } from "../features/items/NeedsAndOffers";
import { useKeepDraft } from "../features/items/useKeepDraft";
import { useGlobalKeys } from "../features/shell/keys";
import { Sidebar } from "../features/shell/Sidebar";
import { BringingBanner } from "../components/Bringing";
import { StatusPill } from "../features/status/StatusPill";
import { isOut, mayAdd, mayWrite, useHead } from "../state/board";
import { useCore, useView } from "../state/core";
import { useRememberBoard } from "../state/lastBoard";
import { OpenBoard, useOpenHere } from "../state/presence";
import { useUndo } from "../state/undo";
import { useWide } from "../state/wide";
import { Frame } from "./App";
import { AddItem, BoardSettings, Import, ItemPage, People, Inbox, PersonPage, SetAside, Share, Sites, Supplies } from "./places";

const SECTION_OF: Record<ItemKind, string> = { need: "needs", offer: "needs", supply: "supplies", site: "sites" };

const ADD: Record<ItemKind, MessageDescriptor> = {
  need: msg`Add a need`,
  offer: msg`Add an offer`,
  supply: msg`Add a supply`,
  site: msg`Add a site`,
};

const SECTIONS = ["needs", "supplies", "sites", "people", "share"];
const ADDABLE: Partial<Record<string, ItemKind>> = { needs: "need", supplies: "supply", sites: "site" };

/** The kinds of things that a section lists. */
const MADE_IN: Partial<Record<string, readonly ItemKind[]>> = { needs: ["need", "offer"], supplies: ["supply"], sites: ["site"] };

interface BoardPlaceProps {
  readonly board: string;
  readonly section: string;
  readonly item: string | null;
  readonly settings: SettingsView;
}

/** The form for something new stands beside all that the board shows: whatever arrives or goes there, it stays open. */
export function BoardPlace(props: BoardPlaceProps) {
  const { board } = props;
  const { i18n } = useLingui();
  const [adding, setAdding] = useState<ItemKind | null>(null);
  const keep = useKeepDraft(board);
  const close = () => {
    if (adding !== null) keep(adding);
    setAdding(null);
  };
  return (
    <OpenBoard value={board}>
      <BoardParts {...props} adding={adding} onAdd={setAdding} />
      <Dialog title={i18n._(ADD[adding ?? "need"])} isOpen={adding !== null} onClose={close} stays>
        {adding !== null && <AddItem board={board} kind={adding} onDone={() => setAdding(null)} onCancel={close} />}
      </Dialog>
    </OpenBoard>
  );
}

interface BoardPartsProps extends BoardPlaceProps {
  /** What the open form makes. */
  readonly adding: ItemKind | null;
  readonly onAdd: (kind: ItemKind) => void;
}

function BoardParts({ board, section, item, settings, adding, onAdd }: BoardPartsProps) {
  const { t } = useLingui();
  const [, go] = useLocation();
  const wide = useWide();
  const phase = useView({ type: "board", board }).phase;
  const head = useHead(board);
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const undo = useUndo(board);
  const { drafts } = useCore();
  useRememberBoard(board);
  useOpenHere(board);
  const addable = mayAdd(head) ? ADDABLE[section] : undefined;
  const sections = SECTIONS.filter((one) => !isHidden(head, one));
  useGlobalKeys({
    undo: head?.undo == null || !mayWrite(head) ? null : undo,
    add: addable === undefined ? null : () => onAdd(addable),
    section: (at) => go(`/board/${board}/${sections[at] ?? section}`),
  });

  if (head === undefined) {
    // The way around comes with the board: it would move under the hand that presses it.
    if (phase !== "ended") return <Frame sidebar={null}>{null}</Frame>;
    return <Frame sidebar={<Sidebar open={null} />}><Missing onHome={() => go("/")} /></Frame>;
  }
  const to = (place: string) => go(`/board/${board}/${place}`);
  const close = () => to(section);
  const Opened = section === "people" ? PersonAside : ItemAside;
  const page = item === null ? null : <Opened key={item} board={board} id={item} onClose={close} />;
  if (isHidden(head, section)) return <Redirect to={`/board/${board}/${sections[0] ?? "people"}`} replace />;
  return (
    <Frame
      sidebar={<Sidebar open={{ board, name: head.name }} />}
      bar={<TopBar head={head} offline={settings.workOffline} onUndo={undo} onPlace={to} onSlot={setSlot} />}
    >
      <div className="flex min-h-0 flex-1">
        {(page === null || wide) && (
          <div className="@container/section flex min-h-0 min-w-0 flex-1 flex-col">
            <HeaderSlot value={slot}>
              {mayAdd(head) && (MADE_IN[section] ?? []).map((kind) => kind !== adding && <BegunLine key={kind} board={board} kind={kind} onGoOn={() => onAdd(kind)} />)}
              <SectionContent
                head={head}
                section={section}
                selected={item}
                onOpen={(opened) => to(`${section}/${opened}`)}
                onAdd={onAdd}
                onPlace={to}
                onLeft={() => go("/")}
                onNeed={(text) => {
                  beginNeed(drafts, board, text);
                  onAdd("need");
                }}
              />
            </HeaderSlot>
          </div>
        )}
        {page !== null && (
          <aside
            aria-label={t`Details`}
            data-region
            className={wide ? "scroller w-[27rem] shrink-0 border-s border-border bg-surface" : "scroller min-w-0 flex-1 bg-surface"}
          >
            {page}
          </aside>
        )}
      </div>
    </Frame>
  );
}

interface SectionProps {
  readonly head: BoardView;
  readonly section: string;
  readonly selected: string | null;
  readonly onOpen: (item: string) => void;
  readonly onAdd: (kind: ItemKind) => void;
  readonly onPlace: (place: string) => void;
  readonly onLeft: () => void;
  /** Begins a need with this text. */
  readonly onNeed: (text: string) => void;
}

interface AsideProps {
  readonly board: string;
  readonly id: string;
  readonly onClose: () => void;
}

function ItemAside({ board, id, onClose }: AsideProps) {
  return <ItemPage board={board} item={id} onClose={onClose} onGone={onClose} />;
}

function PersonAside({ board, id, onClose }: AsideProps) {
  return <PersonPage board={board} person={id} onClose={onClose} />;
}

/** Whether the board does not use this section. */
function isHidden(head: BoardView | undefined, section: string): boolean {
  return head?.hiddenSections.some((hidden) => hidden === section) ?? false;
}

function SectionContent({ head, section, selected, onOpen, onAdd, onPlace, onLeft, onNeed }: SectionProps) {
  const [layout, setLayout] = useState<"list" | "columns">("list");
  const { board, name: boardName } = head;
  const common = { board, boardName, selected, onOpen };
  const onImport = () => onPlace("import");
  switch (section) {
    case "supplies":
      return <Supplies {...common} onAdd={() => onAdd("supply")} onImport={onImport} />;
    case "sites":
      return <Sites {...common} onAdd={() => onAdd("site")} onImport={onImport} />;
    case "people":
      return (
        <People
          head={head} now={Date.now} selected={selected} onOpen={onOpen}
          onShare={() => onPlace("share")} onAside={() => onPlace("aside")} onStewards={() => onPlace("board")}
        />
      );
    case "share":
      return <Share board={board} boardName={boardName} mayInvite={head.may.invite} now={Date.now} />;
    case "inbox":
      return <Inbox board={board} boardName={boardName} now={Date.now} onShare={() => onPlace("share")} onNeed={onNeed} />;
    case "aside":
      return <SetAside board={board} boardName={boardName} now={Date.now} onPeople={() => onPlace("people")} />;
    case "board":
      return <BoardSettings head={head} onLeft={onLeft} onPerson={(person) => onPlace(`people/${person}`)} />;
    case "import":
      return <Import board={board} boardName={boardName} onDone={(kind) => onPlace(SECTION_OF[kind])} />;
    default:
      return <NeedsAndOffers {...common} layout={layout} onLayout={setLayout} onAdd={onAdd} onImport={onImport} />;
  }
}

interface TopBarProps {
  readonly head: BoardView;
  readonly offline: boolean;
  readonly onUndo: () => void;
  readonly onPlace: (place: string) => void;
  /** Told where the page's title and buttons go. */
  readonly onSlot: (slot: HTMLElement | null) => void;
}

function TopBar({ head, offline, onUndo, onPlace, onSlot }: TopBarProps) {
  const { t } = useLingui();
  return (
    <>
      {head.removed !== null && <RemovedBanner removed={head.removed} />}
      <StewardBanners head={head} onPerson={(person) => onPlace(`people/${person}`)} />
      {head.removed === null && head.deviceOff === true && <DeviceOffBanner />}
      {!isOut(head) && <BringingBanner board={head.board} />}
      {(head.newer ?? 0) > 0 && <NewerBanner count={head.newer ?? 0} />}
      <header data-region className="flex min-h-15 shrink-0 flex-wrap items-center justify-end gap-x-2 gap-y-1 border-b border-border px-4 py-2">
        <div ref={onSlot} data-slot className="flex min-w-0 flex-auto flex-wrap items-center gap-2 empty:hidden" />
        <MoreMenu board={head.board} mayImport={mayWrite(head)} onPlace={onPlace} />
        <IconButton
          icon={Undo2}
          label={head.undo === null ? t`Nothing to undo` : t`Undo your last change: ${head.undo[1]}`}
          isDisabled={head.undo === null || !mayWrite(head)}
          onPress={onUndo}
        />
        <StatusPill board={head.board} offline={offline} out={isOut(head)} />
      </header>
    </>
  );
}

function Missing({ onHome }: { onHome: () => void }) {
  const { t } = useLingui();
  return (
    <Page title={t`This board is not here`}>
      <Column>
        <Empty text={t`This board is not on this computer. It may still be on its way, or was never joined.`}>
          <Button weight="primary" onPress={onHome}><Trans>Your boards</Trans></Button>
        </Empty>
      </Column>
    </Page>
  );
}
