// The window: first run, or the way around and the place that is open.

import { Trans } from "@lingui/react/macro";
import { useCallback, useEffect, useState } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";

import type { SettingsView } from "../bindings";
import type { OpenBoard } from "../features/shell/BoardSwitcher";
import { CloseQuestion } from "../features/onlyHere/CloseQuestion";
import { Announcer } from "../features/shell/Announcer";
import { useKeyHelp } from "../features/shell/keys";
import { useLook } from "../features/shell/look";
import { Notices } from "../features/shell/Notices";
import { Sidebar } from "../features/shell/Sidebar";
import { rowsOf, useCore, useOne, useView } from "../state/core";
import { useLastBoard } from "../state/lastBoard";
import { BoardPlace, BoardsPlace, Carried, Devices, fetchPlaces, FirstRun, Join, KeyHelp, NewBoard, NetworkCheck, NewDevice, OnlyHere, RecoverySheet, SendReport, SettingsPlace } from "./places";

/** Where a device becomes another one of a person. */
const DEVICE = "/device";
/** Long enough for the first picture to be drawn before more code is read. */
const AFTER_THE_FIRST_PICTURE_MS = 150;

export function App() {
  const settings = useOne({ type: "settings" }, "settings");
  useLook(settings);
  useEffect(() => {
    const timer = setTimeout(() => void fetchPlaces(), AFTER_THE_FIRST_PICTURE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex h-full flex-col">
      <div className="min-h-0 flex-1">
        {settings !== undefined && (
          <Router hook={useHashLocation}>{settings.name === "" ? <Nameless /> : <Places settings={settings} />}</Router>
        )}
      </div>
      <CloseQuestion />
      <Announcer />
    </div>
  );
}

/** Nobody has said yet who they are: a new person, or another device of somebody. */
function Nameless() {
  const [location, go] = useLocation();
  if (location !== DEVICE) return <FirstRun onOtherDevice={() => go(DEVICE)} />;
  return <Frame sidebar={null}><NewDevice onDone={() => go("/")} onCancel={() => go("/")} /></Frame>;
}

function Places({ settings }: { settings: SettingsView }) {
  const [, go] = useLocation();
  const ticket = useOpenedTicket(() => go("/join"));
  const openBoard = (board: string) => go(`/board/${board}/needs`);
  const home = () => go("/");
  const [keysShown, setKeysShown] = useState(false);
  const showKeys = useCallback(() => setKeysShown(true), []);
  useKeyHelp(settings.letterKeys, showKeys);
  const last = useLast();
  /** A ticket that is for something else than joining, on its way to where it is used. */
  const [handed, setHanded] = useState("");
  const hand = (place: string) => (text: string) => {
    setHanded(text);
    go(place);
  };
  // No way around before it is known where one stands: a press on it would be lost.
  if (useStart(last)) return <Frame sidebar={null}>{null}</Frame>;
  return (
    <>
      <Switch>
        <Route path="/board/:board/:section/:item?">
          {(place) => (
            <BoardPlace key={place.board} board={place.board} section={place.section} item={place.item ?? null} settings={settings} />
          )}
        </Route>
        <Route path="/join"><Outside><Join opened={ticket} onOpenBoard={openBoard} onCancel={home} onReport={hand("/report")} onCarry={hand("/settings/carrying")} /></Outside></Route>
        <Route path="/new"><Outside><NewBoard onDone={openBoard} onCancel={home} /></Outside></Route>
        <Route path="/settings">
          <Outside last={last}>
            <SettingsPlace settings={settings} onKeys={showKeys} go={go} onCarrying={() => hand("/settings/carrying")("")} />
          </Outside>
        </Route>
        <Route path="/settings/devices"><Outside last={last}><Devices now={Date.now} onClose={() => go("/settings")} /></Outside></Route>
        <Route path="/settings/carrying"><Outside last={last}><Carried now={Date.now} given={handed} onClose={() => go("/settings")} /></Outside></Route>
        <Route path="/settings/only-here"><Outside last={last}><OnlyHere onRecovery={() => go("/settings/recovery")} onSettings={() => go("/settings")} /></Outside></Route>
        <Route path="/settings/network"><Outside last={last}><NetworkCheck onSettings={() => go("/settings")} /></Outside></Route>
        <Route path="/report"><Outside><SendReport given={handed} onClose={home} /></Outside></Route>
        <Route path="/settings/recovery">
          <Outside last={last}><RecoverySheet name={settings.name} onClose={() => go("/settings")} /></Outside>
        </Route>
        <Route path="/"><Outside><BoardsPlace go={go} /></Outside></Route>
        <Route><Redirect to="/" /></Route>
      </Switch>
      {keysShown && <KeyHelp isOpen letterKeys={settings.letterKeys} onClose={() => setKeysShown(false)} />}
    </>
  );
}

/** A place outside of any board; with the way back to the one that was open, where it is not about another. */
function Outside({ last = null, children }: { last?: OpenBoard | null; children: React.ReactNode }) {
  return <Frame sidebar={<Sidebar open={last} />}>{children}</Frame>;
}

/** The board that was open last, if it is still here. */
function useLast(): OpenBoard | null {
  const id = useLastBoard();
  const boards = rowsOf(useView({ type: "boards" }), "board");
  const found = boards.find((board) => board.board === id);
  return found === undefined ? null : { board: found.board, name: found.name };
}

/** A window that was just opened goes to the board that was open last, or to the only one. Tells whether it is not known yet. */
function useStart(last: OpenBoard | null): boolean {
  const [location, go] = useLocation();
  const content = useView({ type: "boards" });
  const [starting, setStarting] = useState(() => window.location.hash === "");
  const known = content.phase !== "loading";
  const boards = rowsOf(content, "board");
  const to = last?.board ?? (boards.length === 1 ? boards[0]?.board : undefined);
  const here = location === "/";
  if (starting && (!here || (known && to === undefined))) setStarting(false);
  useEffect(() => {
    if (starting && here && to !== undefined) go(`/board/${to}/needs`, { replace: true });
  }, [starting, here, to, go]);
  return starting && here;
}

interface FrameProps {
  readonly sidebar: React.ReactNode;
  /** The banner over the content. */
  readonly bar?: React.ReactNode;
  readonly children: React.ReactNode;
}

export function Frame({ sidebar, bar, children }: FrameProps) {
  return (
    // Its own width in rem decides the layout, so that a large text counts like a small window.
    <div className="@container/app h-full">
      <div className="flex h-full @max-[56.25rem]/app:flex-col">
        <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-40 focus:bg-surface focus:p-3" onClick={toMain}>
          <Trans>Skip to the content</Trans>
        </a>
        {sidebar}
        {/* Where the bar and a large text leave no room for a list, all of it scrolls. */}
        <div className="scroller flex min-h-0 min-w-0 flex-1 flex-col">
          {bar}
          <Notices />
          <main id="main" tabIndex={-1} data-region className="flex min-h-80 min-w-0 flex-1 flex-col">{children}</main>
        </div>
      </div>
    </div>
  );
}

/** The place is in the hash, so the link must not change it. */
function toMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** The ticket link that the app was opened with, now or while it runs. */
function useOpenedTicket(onOpened: () => void): string | null {
  const { backend } = useCore();
  const [ticket, setTicket] = useState<string | null>(null);
  useEffect(() => {
    const take = () =>
      void backend.takeOpenedTicket().then((opened) => {
        if (opened === null) return;
        setTicket(opened);
        onOpened();
      });
    take();
    return backend.onTicketOpened(take);
    // Asked once; the place to go to does not change.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [backend]);
  return ticket;
}
