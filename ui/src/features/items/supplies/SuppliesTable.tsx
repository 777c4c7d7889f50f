// The table of supplies. A real table by its roles; its rows are laid out as a grid, so that of a long one only
// what is near the screen is drawn.

import { Trans, useLingui } from "@lingui/react/macro";
import { createContext, type KeyboardEvent, type ReactNode, use, useRef } from "react";
import { type CustomContainerComponentProps, type CustomItemComponentProps, Virtualizer, type VirtualizerHandle } from "virtua";

import type { Items } from "../useItems";
import type { StockAsk } from "./StockDialog";
import { SupplyCells, WIDE, WITH_ROOM } from "./SupplyCells";

const VIRTUAL_ABOVE = 100;
const HEAD_PX = 44;
// In a narrow place what it is about comes first; category, unit and who changed it stand on the page of the supply.
const GRID =
  "grid grid-cols-[minmax(0,1fr)_10.5rem] @min-[30rem]/section:grid-cols-[minmax(0,1fr)_14.5rem_4rem] @min-[36rem]/section:grid-cols-[minmax(0,1fr)_17.25rem_4rem] " +
  "@min-[58rem]/section:grid-cols-[minmax(12rem,3fr)_minmax(17.25rem,2fr)_5rem_minmax(6rem,1fr)_minmax(5rem,1fr)_minmax(8rem,1.5fr)]";
const ROW = `${GRID} items-center border-b border-border`;

interface SuppliesTableProps {
  readonly items: Items;
  readonly selected: string | null;
  readonly onOpen: (item: string) => void;
  /** `null` where the reader may not say what came and went. */
  readonly onAsk: ((ask: StockAsk) => void) | null;
}

interface Look {
  readonly isSelected: (index: number) => boolean;
}

const RowLook = createContext<Look>({ isSelected: () => false });

export function SuppliesTable({ items, selected, onOpen, onAsk }: SuppliesTableProps) {
  const { t } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const { total } = items;
  const indexes = Array.from({ length: total }, (_, index) => index);
  const keyAt = (index: number) => items.at(index)?.item ?? `row-${index}`;
  const scrolled = () => {
    const handle = list.current;
    if (handle === null) return;
    const first = Math.max(0, handle.findItemIndex(handle.scrollOffset));
    items.show(first, Math.min(total - 1, handle.findItemIndex(handle.scrollOffset + handle.viewportSize) + 1));
  };
  const cells = (index: number) => <SupplyCells row={items.at(index)} onOpen={onOpen} onAsk={onAsk} />;
  const look = { isSelected: (index: number) => selected !== null && items.at(index)?.item === selected };
  return (
    <div ref={box} className="scroller min-h-0 flex-1 px-4" onKeyDown={walkColumn}>
      <RowLook value={look}>
        <table role="table" aria-label={t`Supplies`} aria-rowcount={total + 1} className="block w-full">
          <Head />
          {total > VIRTUAL_ABOVE ? (
            <Virtualizer
              ref={list} scrollRef={box} as={Body} item={VirtualRow} startMargin={HEAD_PX} data={indexes}
              onScroll={scrolled} onResize={scrolled}
            >
              {(index) => <Cells key={keyAt(index)}>{cells(index)}</Cells>}
            </Virtualizer>
          ) : (
            <tbody role="rowgroup" className="block">
              {indexes.map((index) => <PlainRow key={keyAt(index)} index={index}>{cells(index)}</PlainRow>)}
            </tbody>
          )}
        </table>
      </RowLook>
    </div>
  );
}

function Head() {
  const cell = "px-2 py-2 text-start text-sm font-semibold";
  return (
    <thead role="rowgroup" className="sticky top-0 z-10 block bg-bg">
      <tr role="row" aria-rowindex={1} className={`${ROW} min-h-11`}>
        <th role="columnheader" scope="col" className={cell}><Trans>Name</Trans></th>
        <th role="columnheader" scope="col" className={cell}><Trans>On hand</Trans></th>
        <th role="columnheader" scope="col" className={`${cell} ${WITH_ROOM}`}><Trans>Low at</Trans></th>
        <th role="columnheader" scope="col" className={`${cell} ${WIDE}`}><Trans>Category</Trans></th>
        <th role="columnheader" scope="col" className={`${cell} ${WIDE}`}><Trans>Unit</Trans></th>
        <th role="columnheader" scope="col" className={`${cell} ${WIDE}`}><Trans>Changed</Trans></th>
      </tr>
    </thead>
  );
}

function Cells({ children }: { children: ReactNode }) {
  return <>{children}</>;
}

function Body({ style, children, ref }: CustomContainerComponentProps) {
  return <tbody role="rowgroup" ref={ref} style={{ ...style, display: "block" }}>{children}</tbody>;
}

function VirtualRow({ index, style, ref, children }: CustomItemComponentProps) {
  return (
    <tr role="row" ref={ref} aria-rowindex={index + 2} data-row={index} style={style} className={useRowLook(index)}>
      {children}
    </tr>
  );
}

function PlainRow({ index, children }: { index: number; children: ReactNode }) {
  return <tr role="row" aria-rowindex={index + 2} data-row={index} className={useRowLook(index)}>{children}</tr>;
}

function useRowLook(index: number): string {
  return use(RowLook).isSelected(index) ? `${ROW} bg-primary-tint` : ROW;
}

/** ↑ and ↓ go to the same control of the row above or below. */
function walkColumn(key: KeyboardEvent<HTMLElement>): void {
  if (key.key !== "ArrowDown" && key.key !== "ArrowUp") return;
  if (!(key.target instanceof HTMLElement)) return;
  const control = key.target.closest<HTMLElement>("[data-control]")?.dataset["control"];
  const row = Number(key.target.closest<HTMLElement>("[data-row]")?.dataset["row"]);
  if (control === undefined || Number.isNaN(row)) return;
  const to = key.key === "ArrowDown" ? row + 1 : row - 1;
  const place = key.currentTarget.querySelector<HTMLElement>(`[data-row="${to}"] [data-control="${control}"]`);
  const next = place?.matches("button") ? place : place?.querySelector<HTMLElement>("button");
  if (!next) return;
  key.preventDefault();
  next.focus();
}
