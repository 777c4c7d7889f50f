// What the person chose to see in Needs and offers, and the filter that it means.

import type { ItemsFilter, ItemState } from "../../bindings";

export type KindChoice = "both" | "need" | "offer";
export type StateChoice = "all" | ItemState;

export interface Choices {
  readonly text: string;
  readonly kinds: KindChoice;
  readonly state: StateChoice;
  readonly mine: boolean;
  readonly archived: boolean;
  /** What is hidden, for everybody or for the reader, instead of the rest. */
  readonly folded: boolean;
  /** What waits for somebody's decision, of all kinds, instead of the rest. */
  readonly waiting: "held" | "appeals" | null;
}

export const ALL: Choices = { text: "", kinds: "both", state: "all", mine: false, archived: false, folded: false, waiting: null };

/** The columns of the board, in the order of a need's life. */
export const STATES: readonly ItemState[] = ["open", "partClaimed", "claimed", "delivered", "withdrawn"];

export function filterOf(choices: Choices): ItemsFilter {
  const { text, kinds, state, mine, archived, folded, waiting } = choices;
  if (waiting !== null) {
    const which = waiting === "held" ? { held: true } : { askedAgain: true };
    return { kinds: [], states: [], text: text.trim(), archived: false, mine: false, ...which };
  }
  return {
    kinds: kinds === "both" ? ["need", "offer"] : [kinds],
    states: state === "all" ? [] : [state],
    text: text.trim(),
    archived,
    mine,
    folded,
  };
}

export function isFiltered(choices: Choices): boolean {
  return choices.text.trim() !== "" || filtersOn(choices) > 0 || choices.waiting !== null;
}

/** How many filters are on; words to look for are seen anyway. */
export function filtersOn({ kinds, state, mine, archived, folded }: Choices): number {
  return [kinds !== "both", state !== "all", mine, archived, folded].filter(Boolean).length;
}

/** Whether words to look for are all that narrows the list. */
export function onlySearched(choices: Choices): boolean {
  return isFiltered(choices) && filtersOn(choices) === 0 && choices.waiting === null;
}
