// What this window tells of itself: which board stands on the screen, and what is edited there. Nothing of it is kept.

import type { Backend } from "../backend/backend";

/** What this window tells, one thing at a time and the newest last. Whether it is passed on is for the settings. */
export class OpenHere {
  #board: string | null = null;
  #item: string | null = null;
  #told = tellable(null, null);
  #telling = false;

  constructor(private readonly dispatch: Backend["dispatch"]) {}

  /** A board stands on the screen, or none. */
  board(board: string | null): void {
    if (board !== this.#board) this.#item = null;
    this.#board = board;
    void this.#tell();
  }

  /** Somebody edits an item of it, or none. */
  editing(item: string | null): void {
    this.#item = item;
    void this.#tell();
  }

  async #tell(): Promise<void> {
    if (this.#telling) return;
    this.#telling = true;
    // A page that goes and another that comes are one change.
    await Promise.resolve();
    for (let next = tellable(this.#board, this.#item); next.key !== this.#told.key; next = tellable(this.#board, this.#item)) {
      this.#told = next;
      try {
        await this.dispatch({ type: "showOpen", board: next.board, item: next.item });
      } catch {
        // Nobody sees it, and nothing else comes of it.
      }
    }
    this.#telling = false;
  }
}

function tellable(board: string | null, item: string | null) {
  const shown = board === null ? null : item;
  return { board, item: shown, key: `${board ?? ""}/${shown ?? ""}` };
}
