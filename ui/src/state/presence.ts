// Who has the board open. Nothing of it is kept, and nothing is blocked by it.

import { createContext, use, useEffect } from "react";

import type { PresentRow } from "../bindings";
import { rowsOf, useCore, useView } from "./core";

/** The board that the rows and pages below are of. */
export const OpenBoard = createContext("");

/** Tells that this board is open, for as long as the window is to be seen. */
export function useOpenHere(board: string): void {
  const { open } = useCore();
  useEffect(() => {
    const look = () => open.board(document.visibilityState === "hidden" ? null : board);
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      open.board(null);
    };
  }, [open, board]);
}

/** Who else has the board open, by name. */
export function useOthersHere(board: string): readonly PresentRow[] {
  return rowsOf(useView({ type: "presence", board }), "present");
}

/** Who else edits an item right now, by name. */
export function useEditors(item: string): readonly PresentRow[] {
  return useOthersHere(use(OpenBoard)).filter((other) => other.editing.includes(item));
}
