// The head of the open board, and what follows from it for all that stands on its pages.

import type { BoardView } from "../bindings";
import { useOne } from "./core";

export function useHead(board: string): BoardView | undefined {
  return useOne({ type: "board", board }, "boardHead");
}

const WRITERS: readonly string[] = ["steward", "coordinator", "editor", "contributor"];

/** Whether the reader can add, claim and comment here. Readers, who was removed, and a device that was taken off only look. */
export function mayWrite(head: BoardView | undefined): boolean {
  return head !== undefined && head.removed === null && head.deviceOff !== true && WRITERS.includes(head.role);
}

export function useMayWrite(board: string): boolean {
  return mayWrite(useHead(board));
}
