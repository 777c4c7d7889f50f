// What stands at the door, and what the person is doing about it. One thing is tried at a time.

import { useRef, useState } from "react";

import type { Entrance } from "../../../backend/backend";
import type { AppError, DoorState, RestoredView, StartState, VaultEntry } from "../../../bindings";
import { asAppError } from "../../../state/failure";

/** What opening is for: the boards that are here, or bringing a person back. */
export interface Return {
  readonly words: string;
  /** The token of a backup; `null` for the words alone. */
  readonly backup: string | null;
}

export type Screen = "welcome" | "keep" | "locked" | "trouble" | "aside" | "comeBack" | "back";

export interface DoorWork {
  readonly screen: Screen;
  readonly busy: boolean;
  /** Why it is not open; of the last try, if there was one. */
  readonly error: AppError;
  /** How often it was tried and refused. */
  readonly refusals: number;
  readonly state: DoorState;
  readonly restored: RestoredView | null;
  readonly show: (screen: Screen) => void;
  /** Tries to open with what was typed or chosen; goes on with a return that waited for a way to keep the key. */
  readonly open: (entry: VaultEntry) => void;
  readonly comeBack: (wanted: Return) => void;
  readonly putAside: () => void;
  /** From the choice of a lock to what it was asked for. */
  readonly backFromKey: () => void;
}

/** The screen that answers a refusal. A keyring that does not help with nothing here yet is one of several locks. */
function screenFor(error: AppError, state: StartState | null): Screen {
  const fresh = state?.type === "new" || state?.type === "older";
  if (error.code === "vaultChoice") return state?.type === "new" && error.details["why"] === "first" ? "welcome" : "keep";
  if (error.code === "keyringFailed" && fresh) return "keep";
  if (error.code === "passphraseNeeded" || error.code === "passphraseWrong") return "locked";
  if (error.code === "passphraseShort") return "keep";
  return "trouble";
}

const NONE: AppError = { code: "internal", message: "", details: {} };

export function useDoor(entrance: Entrance, first: DoorState, onOpen: () => void): DoorWork {
  const [state, setState] = useState(first);
  const firstError = first.type === "asks" ? first.error : NONE;
  const [{ error, refusals }, setRefused] = useState({ error: firstError, refusals: 0 });
  const [screen, setScreen] = useState(() => screenFor(firstError, first.type === "asks" ? first.state : null));
  const [restored, setRestored] = useState<RestoredView | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const waiting = useRef<Return | null>(null);

  const refuse = (why: AppError) => setRefused((before) => ({ error: why, refusals: before.refusals + 1 }));
  const once = async (work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await work();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const answer = (next: DoorState) => {
    if (next.type === "open") return onOpen();
    setState(next);
    refuse(next.error);
    setScreen(screenFor(next.error, next.state));
  };
  const bringBack = async (wanted: Return, entry: VaultEntry) => {
    waiting.current = wanted;
    try {
      setRestored(await entrance.restore(entry, wanted.words, wanted.backup));
      waiting.current = null;
      setScreen("back");
    } catch (reason) {
      const refused = asAppError(reason);
      refuse(refused);
      const words = refused.code === "wordsWrong" || refused.code === "backupUnusable";
      // What is wrong with the words or the file is said where they stand.
      if (words) setScreen("comeBack");
      else setScreen(refused.code === "passphraseShort" || refused.code === "vaultChoice" || refused.code === "keyringFailed" ? "keep" : "trouble");
    }
  };
  return {
    screen, busy, error, refusals, state, restored,
    show: (next) => {
      if (next === "welcome") waiting.current = null;
      setScreen(next);
    },
    open: (entry) => void once(async () => {
      if (waiting.current !== null) return bringBack(waiting.current, entry);
      try {
        answer(await entrance.unlock(entry));
      } catch (reason) {
        refuse(asAppError(reason));
        setScreen("trouble");
      }
    }),
    comeBack: (wanted) => void once(() => bringBack(wanted, {})),
    backFromKey: () => setScreen(waiting.current === null ? "welcome" : "comeBack"),
    putAside: () => void once(async () => {
      try {
        answer(await entrance.putAside());
      } catch (reason) {
        refuse(asAppError(reason));
        setScreen("trouble");
      }
    }),
  };
}
