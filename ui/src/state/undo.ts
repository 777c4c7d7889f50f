// Undo of one's own newest step on a board, told with what it took back.

import { useLingui } from "@lingui/react/macro";

import { undoneWords } from "../words/undone";
import { rowsOf, useAct, useCore, useViewStore } from "./core";

export function useUndo(board: string): () => void {
  const { i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const head = useViewStore({ type: "board", board });
  return () => {
    // What stands on top now: the board's place keeps this view open.
    const title = rowsOf(head.content(), "boardHead")[0]?.undo?.[1] ?? "";
    void act({ type: "undo", board }, (outcome) => {
      if (outcome.type === "undone") announcements.tell(i18n._(undoneWords(i18n, outcome, title)));
    });
  };
}
