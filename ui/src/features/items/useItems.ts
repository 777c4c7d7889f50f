// The rows of a list of any length: pages of 200, of which the shown ones are open.
// Each page is a view of its own, so that a row's place in the list is always known.

import { useState } from "react";

import type { ItemRow, ItemSort, ItemsFilter, Query } from "../../bindings";
import { rowsOf, useView } from "../../state/core";
import type { ViewContent } from "../../state/viewStore";

const PAGE = 200;

export interface Items {
  readonly phase: ViewContent["phase"];
  readonly total: number;
  /** `undefined` until the row has arrived. */
  readonly at: (index: number) => ItemRow | undefined;
  /** Tells which rows are on the screen. */
  readonly show: (first: number, last: number) => void;
}

export function useItems(board: string, filter: ItemsFilter, sort: ItemSort): Items {
  const [shown, setShown] = useState({ first: 0, last: 0 });
  const page = (number: number): Query => ({
    type: "items", board, filter, sort, window: { offset: number * PAGE, limit: PAGE },
  });
  const head = useLast(useView(page(0)));
  const lastPage = Math.max(0, Math.ceil(head.total / PAGE) - 1);
  const first = Math.min(shown.first, lastPage);
  const last = Math.min(shown.last, lastPage);
  const contentOfFirst = useView(page(first));
  const contentOfLast = useView(page(last));
  const pages = new Map([
    [first, rowsOf(contentOfFirst, "item")],
    [last, rowsOf(contentOfLast, "item")],
    [0, rowsOf(head, "item")],
  ]);
  const show = (from: number, to: number) => {
    const next = { first: Math.floor(from / PAGE), last: Math.floor(to / PAGE) };
    setShown((now) => (now.first === next.first && now.last === next.last ? now : next));
  };
  return {
    phase: head.phase,
    total: head.total,
    at: (index) => pages.get(Math.floor(index / PAGE))?.[index % PAGE],
    show,
  };
}

/** While a new view opens, the rows of the one before stay on the screen: no flicker at each letter of a search. */
function useLast(content: ViewContent): ViewContent {
  const [last, setLast] = useState(content);
  if (content.phase !== "loading" && content !== last) setLast(content);
  return content.phase === "loading" ? last : content;
}
