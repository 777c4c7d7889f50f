// One need or offer in a list or a column: one button with all it says, and its menu beside it.

import { useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useState } from "react";

import type { ItemRow } from "../../bindings";
import { RowMenu } from "../../components/RowMenu";
import { useOne } from "../../state/core";
import { EditingChip } from "./Editing";
import { KindChip, Meta, StateChips } from "./ItemFacts";
import { canClaim, type ItemActions } from "./useItemActions";

interface RowButtonProps {
  readonly row: ItemRow;
  readonly index: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly inColumn: boolean;
  readonly actions: ItemActions;
  readonly onOpen: () => void;
}

export function RowButton({ row, index, isActive, isSelected, inColumn, actions, onOpen }: RowButtonProps) {
  const { t } = useLingui();
  const [menuOpen, setMenuOpen] = useState(false);
  const letterKeys = useOne({ type: "settings" }, "settings")?.letterKeys ?? false;
  const { title } = row;
  const onKeyDown = (key: KeyboardEvent) => {
    if (!letterKeys || key.ctrlKey || key.metaKey || key.altKey) return;
    const letter = key.key.toLowerCase();
    if (letter === "t" && actions.mayWrite && row.claimedByMe) actions.release(row);
    else if (letter === "t" && actions.mayWrite && canClaim(row)) actions.claim(row);
    else if (letter === "e") onOpen();
    else if (letter === "m") setMenuOpen(true);
    else return;
    key.preventDefault();
  };
  const look = isSelected ? "border-primary bg-primary-tint" : "border-border bg-surface hover:border-border-strong";
  return (
    <div className={`card relative rounded-md border ${look}`}>
      <button
        type="button"
        data-item-code={row.code}
        data-row-index={index}
        aria-current={isSelected ? "true" : undefined}
        tabIndex={isActive ? 0 : -1}
        onClick={onOpen}
        onKeyDown={onKeyDown}
        className="flex min-h-11 w-full min-w-0 flex-col gap-1 rounded-md px-3 py-2 text-start"
      >
        <span className="pe-9 font-semibold wrap-anywhere"><bdi>{title}</bdi></span>
        <span className="flex flex-wrap items-center gap-1"><KindChip row={row} /><StateChips row={row} hideState={inColumn} /><EditingChip item={row.item} /></span>
        <Meta row={row} />
      </button>
      <span className="absolute end-0 top-0">
        <RowMenu
          label={t`Actions for ${title}`}
          actions={actions.menu(row, onOpen)}
          inTabOrder={isActive}
          isOpen={menuOpen}
          onOpenChange={setMenuOpen}
        />
      </span>
    </div>
  );
}
