// The rows of the supplies table: all of them, or those that are running low.

import type { ItemRow, ItemSort, ItemsFilter } from "../../../bindings";
import { rowsOf, useView } from "../../../state/core";
import { type Items, useItems } from "../useItems";

const LOOKED_AT = 500;

export interface Supplies {
  readonly items: Items;
  /** Whether "running low" could look at the first 500 only. */
  readonly partly: boolean;
}

export function isLow(row: ItemRow): boolean {
  const minimum = row.fields["minimum"];
  return minimum !== undefined && row.onHand !== null && row.onHand <= Number(minimum);
}

export function useSupplies(board: string, text: string, sort: ItemSort, low: boolean): Supplies {
  const filter: ItemsFilter = { kinds: ["supply"], states: [], text: text.trim(), archived: false, mine: false };
  const items = useItems(board, filter, sort);
  // Opened only for "running low"; else the same small view as above, which costs nothing twice.
  const window = { offset: 0, limit: low ? LOOKED_AT : 200 };
  const content = useView({ type: "items", board, filter, sort, window });
  if (!low) return { items, partly: false };
  const rows = rowsOf(content, "item").filter(isLow);
  return {
    items: { phase: content.phase, total: rows.length, at: (index) => rows[index], show: items.show },
    partly: content.total > LOOKED_AT,
  };
}
