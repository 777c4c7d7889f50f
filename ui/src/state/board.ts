// The head of the open board, and what follows from it for all that stands on its pages.

import type { BoardRow, BoardView } from "../bindings";
import { useOne } from "./core";

export function useHead(board: string): BoardView | undefined {
  return useOne({ type: "board", board }, "boardHead");
}

const WRITERS: readonly string[] = ["steward", "coordinator", "editor", "contributor"];

/** Whether the reader can add, claim and comment here. Readers, who was removed, and a device that was taken off only look. */
export function mayWrite(head: BoardView | undefined): boolean {
  return head !== undefined && head.removed === null && head.deviceOff !== true && WRITERS.includes(head.role);
}

/** Whether the reader can add things: while the board is on its way, what they add is kept as a draft. */
export function mayAdd(head: BoardView | undefined): boolean {
  return mayWrite(head) || head?.keeps === true;
}

/** Whether the reader was removed, or this computer taken off: nothing of the board comes or goes any more. */
export function isOut(board: Pick<BoardView | BoardRow, "removed" | "deviceOff">): boolean {
  return board.removed !== null || board.deviceOff === true;
}

export function useIsOut(board: string): boolean {
  const head = useHead(board);
  return head !== undefined && isOut(head);
}
