// What is being typed, kept on disk by the core within a tenth of a second, so that a crash loses nothing
// that was shown as kept. A draft ends when what it was for is done.
// Saving and forgetting of one draft go one after the other: a late save must not bring back what was forgotten.

import type { Backend } from "../backend/backend";
import type { DraftView, Intent } from "../bindings";

const WAIT_MS = 80;

export class DraftKeeper {
  readonly #kept = new Map<string, string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** The newest text on its way or on disk. */
  readonly #written = new Map<string, string>();
  readonly #work = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly backend: Backend) {}

  /** Takes over what was on disk when the app started. */
  load(drafts: readonly DraftView[]): void {
    for (const draft of drafts) this.#kept.set(draft.key, draft.text);
  }

  /** Tells of each change of what is kept. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  get(key: string): string | undefined {
    return this.#kept.get(key);
  }

  set(key: string, text: string): void {
    this.#kept.set(key, text);
    this.#tell();
    // A timer that runs is not put off: who types without a pause is kept too.
    if (!this.#timers.has(key)) this.#timers.set(key, setTimeout(() => void this.flush(key), WAIT_MS));
  }

  /** Writes a draft at once. Resolves when the core has answered. */
  async flush(key: string): Promise<void> {
    this.#stopTimer(key);
    await this.#inTurn(key, () => {
      const text = this.#kept.get(key);
      // Forgotten, or written by the turn before.
      if (text === undefined || text === this.#written.get(key)) return null;
      this.#written.set(key, text);
      return { type: "saveDraft", key, text };
    });
  }

  discard(key: string): void {
    this.#stopTimer(key);
    if (!this.#kept.delete(key)) return;
    this.#tell();
    void this.#inTurn(key, () => {
      this.#written.delete(key);
      return { type: "discardDraft", key };
    });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #stopTimer(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  /** What is to be asked for is decided when its turn comes. */
  async #inTurn(key: string, intent: () => Intent | null): Promise<void> {
    const dispatch = async () => {
      const asked = intent();
      if (asked === null) return;
      // That a draft could not be written is said by the status line, not at each letter; the next one tries again.
      await this.backend.dispatch(asked).catch(() => this.#written.delete(key));
    };
    const before = this.#work.get(key);
    const work = before === undefined ? dispatch() : before.then(dispatch);
    this.#work.set(key, work);
    await work;
    if (this.#work.get(key) === work) this.#work.delete(key);
  }
}
