// What is being typed, kept on disk by the core within a tenth of a second, so that a crash loses nothing
// that was shown as kept. A draft ends when what it was for is done.

import type { Backend } from "../backend/backend";
import type { DraftView } from "../bindings";

const WAIT_MS = 80;

export class DraftKeeper {
  readonly #kept = new Map<string, string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

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
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(() => void this.flush(key), WAIT_MS));
  }

  /** Writes a draft at once. Resolves when it is on disk. */
  async flush(key: string): Promise<void> {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const text = this.#kept.get(key);
    if (text !== undefined) await this.backend.dispatch({ type: "saveDraft", key, text });
  }

  discard(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (this.#kept.delete(key)) void this.backend.dispatch({ type: "discardDraft", key });
  }
}
