// What the app tells the person in passing: what was just done (with Undo), and what was refused.
// Each stands in the live region as well, so that a screen reader says it once.

import type { AppError } from "../bindings";

export interface Announcement {
  readonly id: number;
  readonly text: string | null;
  readonly error: AppError | null;
  readonly undo: (() => void) | null;
  /** Something else that can be done about it, in its own words. */
  readonly action: { readonly words: string; readonly run: () => void } | null;
}

export class Announcements {
  #current: Announcement | null = null;
  #id = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly current = (): Announcement | null => this.#current;

  tell(text: string, undo: (() => void) | null = null): void {
    this.#set({ id: ++this.#id, text, error: null, undo, action: null });
  }

  /** Tells something, and what else can be done about it. */
  offer(text: string, words: string, run: () => void): void {
    this.#set({ id: ++this.#id, text, error: null, undo: null, action: { words, run } });
  }

  refuse(error: AppError): void {
    this.#set({ id: ++this.#id, text: null, error, undo: null, action: null });
  }

  /** Keeps the words and takes the Undo away. */
  withdrawUndo(): void {
    if (this.#current?.undo != null) this.#set({ ...this.#current, undo: null });
  }

  dismiss(): void {
    this.#set(null);
  }

  #set(announcement: Announcement | null): void {
    this.#current = announcement;
    for (const listener of this.#listeners) listener();
  }
}
