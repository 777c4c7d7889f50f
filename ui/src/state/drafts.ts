// What is being typed, kept on disk by the core within a tenth of a second, so that a crash loses nothing
// that was shown as kept. A draft ends when what it was for is done.
// Saving and forgetting of one draft go one after the other: a late save must not bring back what was forgotten.

import type { Backend } from "../backend/backend";
import type { DraftView, Intent } from "../bindings";

const WAIT_MS = 80;

export class DraftKeeper {
  readonly #kept = new Map<string, string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #work = new Map<string, Promise<unknown>>();

  constructor(private readonly backend: Backend) {}

  /** Takes over what was on disk when the app started. */
  load(drafts: readonly DraftView[]): void {
    for (const draft of drafts) this.#kept.set(draft.key, draft.text);
  }

  get(key: string): string | undefined {
    return this.#kept.get(key);
  }

  set(key: string, text: string): void {
    this.#kept.set(key, text);
    // A timer that runs is not put off: who types without a pause is kept too.
    if (!this.#timers.has(key)) this.#timers.set(key, setTimeout(() => void this.flush(key), WAIT_MS));
  }

  /** Writes a draft at once. Resolves when the core has answered. */
  async flush(key: string): Promise<void> {
    this.#stopTimer(key);
    const text = this.#kept.get(key);
    if (text !== undefined) await this.#inTurn(key, { type: "saveDraft", key, text });
  }

  discard(key: string): void {
    this.#stopTimer(key);
    if (this.#kept.delete(key)) void this.#inTurn(key, { type: "discardDraft", key });
  }

  #stopTimer(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  async #inTurn(key: string, intent: Intent): Promise<void> {
    const before = this.#work.get(key);
    // That a draft could not be written is said by the status line, not at each letter.
    const dispatch = () => this.backend.dispatch(intent).catch(() => null);
    const work = before === undefined ? dispatch() : before.then(dispatch);
    this.#work.set(key, work);
    await work;
    if (this.#work.get(key) === work) this.#work.delete(key);
  }
}
