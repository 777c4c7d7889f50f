// A list of any length with one tab stop: arrow keys walk it. Above 100 rows only what is near the screen is drawn.
// Rows mark the element that takes the focus with data-row-index.

import { createContext, type KeyboardEvent, type ReactElement, use, useEffect, useRef, useState } from "react";
import { type CustomItemComponentProps, Virtualizer, type VirtualizerHandle } from "virtua";

const VIRTUAL_ABOVE = 100;

interface RovingListProps {
  readonly label: string;
  readonly total: number;
  readonly keyAt: (index: number) => string;
  readonly row: (index: number, isActive: boolean) => ReactElement;
  /** Told which rows are on the screen. */
  readonly onShow: (first: number, last: number) => void;
  readonly className?: string;
}

const Total = createContext(0);

export function RovingList({ label, total, keyAt, row, onShow, className = "" }: RovingListProps) {
  const [active, setActive] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const inside = useRef(false);
  const wanted = useRef<number | null>(null);
  const current = Math.min(active, Math.max(0, total - 1));

  // The row that was walked to gets the focus once it is drawn.
  useEffect(() => {
    if (wanted.current !== null) rowElement(box.current, wanted.current)?.focus();
    wanted.current = null;
  });
  // The row that had the focus is gone: the focus goes to the one in its place, not to nowhere.
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) rowElement(box.current, current)?.focus();
  });

  const walk = (key: KeyboardEvent) => {
    if (!(key.target instanceof HTMLElement) || key.target.dataset["rowIndex"] === undefined) return;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: total - 1 }[key.key];
    if (to === undefined || to < 0 || to >= total) return;
    key.preventDefault();
    wanted.current = to;
    setActive(to);
  };
  const focused = (target: EventTarget) => {
    inside.current = true;
    const index = target instanceof HTMLElement ? target.dataset["rowIndex"] : undefined;
    if (index !== undefined) setActive(Number(index));
  };
  const scrolled = () => {
    const handle = list.current;
    if (handle === null) return;
    const first = handle.findItemIndex(handle.scrollOffset);
    onShow(first, Math.min(total - 1, handle.findItemIndex(handle.scrollOffset + handle.viewportSize) + 1));
  };
  const rows = Array.from({ length: total }, (_, index) => index);
  return (
    <div
      ref={box}
      className={`scroller min-h-0 flex-1 ${className}`}
      onKeyDown={walk}
      onFocus={(event) => focused(event.target)}
      onBlur={() => void (inside.current = false)}
    >
      {total > VIRTUAL_ABOVE ? (
        <Total value={total}>
          <div role="list" aria-label={label}>
            <Virtualizer
              ref={list} scrollRef={box} item={VirtualRow} keepMounted={[current]} data={rows}
              onScroll={scrolled} onResize={scrolled}
            >
              {(index) => <div key={keyAt(index)} className="pb-2">{row(index, index === current)}</div>}
            </Virtualizer>
          </div>
        </Total>
      ) : (
        <ul aria-label={label}>
          {rows.map((index) => <li key={keyAt(index)} className="pb-2">{row(index, index === current)}</li>)}
        </ul>
      )}
    </div>
  );
}

function VirtualRow({ index, style, ref, children }: CustomItemComponentProps) {
  return (
    <div role="listitem" aria-setsize={use(Total)} aria-posinset={index + 1} style={style} ref={ref}>
      {children}
    </div>
  );
}

function rowElement(box: HTMLElement | null, index: number): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-row-index="${index}"]`) ?? null;
}
