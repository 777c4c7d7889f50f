// One field that is saved as it is typed, outside of React: its text, its draft, and its way to the disk.
// A draft ends only when the core has said that the text is saved. With the text goes what stood when the typing began,
// so that what arrives meanwhile is kept beside it and never replaced (docs/decisions/0047).

import type { Backend } from "../../../backend/backend";
import type { AppError } from "../../../bindings";
import type { DraftKeeper } from "../../../state/drafts";
import { asAppError } from "../../../state/failure";
import { readEdit, writeEdit } from "./editDraft";

const PAUSE_MS = 600;

export interface FieldEditorState {
  /** What is in the control; `null` shows what the core has. */
  readonly text: string | null;
  readonly error: AppError | null;
  /** Whether the text came back from a draft that survived, and nobody has said yet that it is still meant. */
  readonly offered: boolean;
}

/** What the core has in the field: the leading value, and the entries of all that stand. */
export interface CoreField {
  readonly value: string;
  readonly stood: readonly string[];
}

export interface FieldAddress {
  readonly board: string;
  readonly item: string;
  readonly field: string;
}

/** How the text of a field is taken. */
export interface Typing {
  /** What is wrong with a text, where that is known before the core is asked. */
  readonly check: (text: string) => AppError | null;
  /** Whether a pause saves. Not where half a text reads as another whole one: "1/2" on the way to "1/25". */
  readonly atPause: boolean;
}

const FREELY: Typing = { check: () => null, atPause: true };

type Follow = <T>(work: Promise<T>) => Promise<T>;

export class FieldEditor {
  #state: FieldEditorState = { text: null, error: null, offered: false };
  #core: CoreField;
  /** What stood when the text in the control was taken over. */
  #base: readonly string[];
  #focused = false;
  #dirty = false;
  /** Whether the text is the core's own and gives way to what arrives next, even under the focus. */
  #fresh = false;
  /** What stood when the text was saved: the text may go once something else stands. */
  #savedOver: readonly string[] | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #key: string;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly backend: Backend,
    private readonly drafts: DraftKeeper,
    private readonly address: FieldAddress,
    core: CoreField,
    private readonly typing: Typing = FREELY,
  ) {
    this.#core = core;
    this.#base = core.stood;
    this.#key = `edit:${address.board}:${address.item}:${address.field}`;
    const draft = drafts.get(this.#key);
    if (draft === undefined) return;
    const { text, base } = readEdit(draft);
    if (text === core.value) {
      drafts.discard(this.#key);
      return;
    }
    this.#dirty = true;
    this.#base = base;
    this.#state = { text, error: null, offered: true };
  }

  #follow: Follow = (work) => work;

  /** Who is told of each piece of work on its way to the disk. */
  followBy(follow: Follow): void {
    this.#follow = follow;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly state = (): FieldEditorState => this.#state;

  /** Hears what the core has now. What has the focus or is not saved stays as it is. */
  receive(core: CoreField): void {
    const changed = !same(core.stood, this.#core.stood);
    this.#core = core;
    if (this.#dirty || this.#state.text === null) return;
    if (!this.#focused) return this.#letGoIfShown();
    if (this.#fresh && changed) this.#takeOver();
  }

  focus(): void {
    this.#focused = true;
    if (this.#state.text === null) this.#takeOver();
  }

  blur(): void {
    this.#focused = false;
    if (this.#dirty) return void this.commit();
    this.#letGoIfShown();
  }

  type(text: string): void {
    if (this.#state.text === null) this.#base = this.#core.stood;
    this.#fresh = false;
    this.#dirty = true;
    this.drafts.set(this.#key, writeEdit({ text, base: this.#base }));
    this.#show({ text, error: null, offered: false });
    clearTimeout(this.#timer);
    if (this.typing.atPause) this.#timer = setTimeout(() => void this.commit(), PAUSE_MS);
  }

  /** Saves what is in the control, what was brought back too: the person has said so. */
  keep(): Promise<void> {
    if (this.#state.offered) this.#show({ offered: false });
    return this.commit();
  }

  /** Saves what was typed, one at a time. What is only offered is not published. */
  commit(): Promise<void> {
    clearTimeout(this.#timer);
    this.#work = this.#work.then(() => this.#save());
    return this.#work;
  }

  /** Takes a value that was chosen elsewhere: what is typed gives way. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#dirty = false;
    this.#fresh = true;
    this.#savedOver = null;
    this.drafts.discard(this.#key);
    this.#show({ text: null, error: null, offered: false });
  }

  /** Saves what is typed over what is shown now: the person has been asked. */
  keepMine(): void {
    const { text } = this.#state;
    if (text === null) return;
    this.#base = this.#core.stood;
    this.type(text);
    void this.commit();
  }

  async #save(): Promise<void> {
    const { text, offered } = this.#state;
    if (!this.#dirty || text === null || offered) return;
    const wrong = this.typing.check(text);
    if (wrong !== null) return this.#show({ error: wrong });
    const { board, item, field } = this.address;
    const before = this.#core.stood;
    const base = [...this.#base];
    const value = text.trim() === "" ? null : text;
    let written = true;
    try {
      const outcome = await this.#follow(this.backend.dispatch({ type: "editItem", board, item, changes: [{ field, value, base }] }));
      // What stood already is not written again: nothing new will arrive.
      written = outcome.type !== "done" || outcome.undoable;
    } catch (error) {
      if (this.#state.text === text) this.#show({ error: asAppError(error) });
      return;
    }
    if (this.#state.text !== text) return;
    this.#dirty = false;
    this.#savedOver = written ? before : null;
    this.drafts.discard(this.#key);
    // What the core has may have arrived before its answer.
    this.receive(this.#core);
  }

  #takeOver(): void {
    this.#base = this.#core.stood;
    this.#show({ text: this.#core.value });
  }

  /** What was saved stays in the control until the core shows what came of it. */
  #letGoIfShown(): void {
    const { value, stood } = this.#core;
    if (this.#savedOver !== null && same(stood, this.#savedOver) && value !== this.#state.text) return;
    this.#savedOver = null;
    this.#fresh = false;
    this.#show({ text: null });
  }

  #show(part: Partial<FieldEditorState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((entry) => other.includes(entry));
}
