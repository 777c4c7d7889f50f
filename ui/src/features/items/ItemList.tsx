// Needs and offers as one list.

import { Trans } from "@lingui/react/macro";

import type { Items } from "./useItems";
import { RovingList } from "../../components/RovingList";
import { RowButton } from "./RowButton";
import type { ItemActions } from "./useItemActions";

interface ItemListProps {
  readonly label: string;
  readonly items: Items;
  readonly selected: string | null;
  readonly actions: ItemActions;
  readonly onOpen: (item: string) => void;
  readonly className?: string;
  /** In a column of one state, which need not be said again. */
  readonly inColumn?: boolean;
}

export function ItemList({ label, items, selected, actions, onOpen, className = "", inColumn = false }: ItemListProps) {
  return (
    <RovingList
      label={label}
      total={items.total}
      onShow={items.show}
      className={className}
      keyAt={(index) => items.at(index)?.item ?? `row-${index}`}
      row={(index, isActive) => {
        const row = items.at(index);
        if (row === undefined) return <Waiting index={index} isActive={isActive} />;
        return (
          <RowButton
            row={row}
            index={index}
            isActive={isActive}
            isSelected={row.item === selected}
            inColumn={inColumn}
            actions={actions}
            onOpen={() => onOpen(row.item)}
          />
        );
      }}
    />
  );
}

/** The place of a row that has not arrived. It can hold the focus, so that walking does not stop at it. */
function Waiting({ index, isActive }: { index: number; isActive: boolean }) {
  return (
    <button type="button" data-row-index={index} tabIndex={isActive ? 0 : -1} aria-disabled className="min-h-24 text-text-2">
      <Trans>One moment…</Trans>
    </button>
  );
}
