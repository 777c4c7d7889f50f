// The board that was open last, so that the app starts there. Kept with the drafts: each profile has its own, on disk.

import { useEffect } from "react";

import { useCore } from "./core";

const KEY = "place:board";

export function useLastBoard(): string | null {
  return useCore().drafts.get(KEY) ?? null;
}

export function useRememberBoard(board: string): void {
  const { drafts } = useCore();
  useEffect(() => {
    if (drafts.get(KEY) !== board) drafts.set(KEY, board);
  }, [drafts, board]);
}
