// One view: applies snapshots and patches in order, and tells who looks at it, once per frame.
// Never changes what it was given. Lost updates are healed by opening the view again.

import type { Backend } from "../backend/backend";
import type { Query, Row, ViewUpdate, Window } from "../bindings";

export interface ViewContent {
  readonly phase: "loading" | "ready" | "ended";
  readonly total: number;
  readonly rows: readonly Row[];
}

const EMPTY: ViewContent = { phase: "loading", total: 0, rows: [] };

/** Runs work before the next frame; tests pass their own. */
export type Schedule = (work: () => void) => void;

const beforeNextFrame: Schedule = (work) => void requestAnimationFrame(work);

export class ViewStore {
  #content = EMPTY;
  #next: ViewContent = EMPTY;
  #seq = -1;
  #scheduled = false;
  #opening = 0;
  #id: number | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly backend: Backend,
    private readonly query: Query,
    private readonly schedule: Schedule = beforeNextFrame,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#close();
    };
  };

  readonly content = (): ViewContent => this.#content;

  moveWindow(window: Window): void {
    if (this.#id !== undefined) void this.backend.moveWindow(this.#id, window);
  }

  #open(): void {
    const opening = ++this.#opening;
    this.#seq = -1;
    const mine = (update: ViewUpdate) => {
      if (opening === this.#opening) this.#apply(update);
    };
    this.backend.subscribe(this.query, mine).then(
      (id) => {
        if (opening === this.#opening) this.#id = id;
        else void this.backend.unsubscribe(id);
      },
      () => {
        if (opening === this.#opening) this.#show({ ...this.#next, phase: "ended" });
      },
    );
  }

  #close(): void {
    this.#opening += 1;
    if (this.#id !== undefined) void this.backend.unsubscribe(this.#id);
    this.#id = undefined;
  }

  #apply(update: ViewUpdate): void {
    switch (update.type) {
      case "snapshot":
        this.#seq = update.seq;
        this.#show({ phase: "ready", total: update.total, rows: update.rows });
        return;
      case "patch":
        if (update.seq !== this.#seq + 1) return this.#reopen();
        this.#seq = update.seq;
        this.#show({ phase: "ready", total: update.total, rows: patched(this.#next.rows, update) });
        return;
      case "resync":
        // A snapshot follows by itself.
        return;
      case "ended":
        this.#show({ ...this.#next, phase: "ended" });
        return;
    }
  }

  #reopen(): void {
    this.#close();
    this.#open();
  }

  #show(next: ViewContent): void {
    this.#next = next;
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.schedule(() => {
      this.#scheduled = false;
      this.#content = this.#next;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** Returns the rows after a patch. Rows that did not change stay the same objects. */
export function patched(
  rows: readonly Row[],
  patch: Extract<ViewUpdate, { type: "patch" }>,
): readonly Row[] {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  for (const key of patch.removed) byKey.delete(key);
  for (const row of patch.changed) byKey.set(row.key, row);
  const order = patch.order ?? [...byKey.keys()];
  return order.flatMap((key) => byKey.get(key) ?? []);
}
