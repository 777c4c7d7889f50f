// Needs and offers as columns by state, each with its own count. The menu of a card is how it moves.

import { Trans, useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useRef } from "react";
import { useLocale } from "react-aria-components";

import type { ItemState } from "../../bindings";
import { STATE } from "../../words/names";
import { type Choices, filterOf, STATES } from "./filter";
import { ItemList } from "./ItemList";
import type { ItemActions } from "./useItemActions";
import { useItems } from "./useItems";

interface ItemColumnsProps {
  readonly board: string;
  readonly choices: Choices;
  readonly selected: string | null;
  readonly actions: ItemActions;
  readonly onOpen: (item: string) => void;
}

export function ItemColumns({ choices, ...rest }: ItemColumnsProps) {
  const { direction } = useLocale();
  const box = useRef<HTMLDivElement>(null);
  const states = choices.state === "all" ? STATES : [choices.state];
  // ← and → follow the reading direction; the nearest card of the next column that has one.
  const walk = (key: KeyboardEvent) => {
    if (key.key !== "ArrowLeft" && key.key !== "ArrowRight") return;
    if (!(key.target instanceof HTMLElement) || key.target.dataset["rowIndex"] === undefined) return;
    const step = (key.key === "ArrowRight") === (direction === "ltr") ? 1 : -1;
    const columns = [...(box.current?.querySelectorAll<HTMLElement>("[data-column]") ?? [])];
    const here = key.target.closest<HTMLElement>("[data-column]");
    if (here === null) return;
    for (let at = columns.indexOf(here) + step; at >= 0 && at < columns.length; at += step) {
      const card = columns[at]?.querySelector<HTMLElement>('[data-row-index][tabindex="0"]');
      if (!card) continue;
      key.preventDefault();
      card.focus();
      return;
    }
  };
  return (
    <div ref={box} onKeyDown={walk} className="scroller flex min-h-0 flex-1 gap-3 p-4">
      {states.map((state) => <StateColumn key={state} state={state} choices={choices} {...rest} />)}
    </div>
  );
}

interface StateColumnProps extends ItemColumnsProps {
  readonly state: ItemState;
}

function StateColumn({ state, board, choices, selected, actions, onOpen }: StateColumnProps) {
  const { i18n } = useLingui();
  const items = useItems(board, filterOf({ ...choices, state }), "urgency");
  const name = i18n._(STATE[state]);
  return (
    <section
      data-column={state}
      aria-label={name}
      className="flex min-h-0 max-w-96 min-w-60 flex-1 flex-col gap-2 rounded-lg bg-surface-2 p-2"
    >
      <h2 className="flex justify-between gap-2 px-2 pt-1 font-semibold">
        <span>{name}</span>
        <span className="font-normal text-text-2" data-testid={`count-${state}`}>{i18n.number(items.total)}</span>
      </h2>
      {items.total === 0 && items.phase !== "loading" ? (
        <p className="px-2 pb-2 text-sm text-text-2"><Trans>Nothing here.</Trans></p>
      ) : (
        <ItemList label={name} items={items} inColumn selected={selected} actions={actions} onOpen={onOpen} />
      )}
    </section>
  );
}
