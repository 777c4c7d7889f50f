// One field that is saved as it is typed, outside of React: its text, its draft, and its way to the disk.
// A draft ends only when the core has said that the text is saved.

import type { Backend } from "../../../backend/backend";
import type { AppError } from "../../../bindings";
import type { DraftKeeper } from "../../../state/drafts";
import { asAppError } from "../../../state/failure";

const PAUSE_MS = 600;

export interface FieldEditorState {
  /** What is in the control; `null` shows what the core has. */
  readonly text: string | null;
  readonly error: AppError | null;
  /** Whether the text came back from a draft that survived. */
  readonly broughtBack: boolean;
}

export interface FieldAddress {
  readonly board: string;
  readonly item: string;
  readonly field: string;
}

type Follow = <T>(work: Promise<T>) => Promise<T>;

export class FieldEditor {
  #state: FieldEditorState = { text: null, error: null, broughtBack: false };
  #value: string;
  #focused = false;
  #dirty = false;
  /** The core's value when the text was saved: the text may go once another one arrives. */
  #savedOver: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<void> = Promise.resolve();
  readonly #key: string;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly backend: Backend,
    private readonly drafts: DraftKeeper,
    private readonly address: FieldAddress,
    value: string,
  ) {
    this.#value = value;
    this.#key = `edit:${address.board}:${address.item}:${address.field}`;
    const draft = drafts.get(this.#key);
    if (draft === undefined) return;
    if (draft === value) {
      drafts.discard(this.#key);
      return;
    }
    this.#dirty = true;
    this.#state = { text: draft, error: null, broughtBack: true };
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
  receive(value: string): void {
    this.#value = value;
    if (this.#focused || this.#dirty || this.#state.text === null) return;
    if (this.#savedOver === null || value !== this.#savedOver || value === this.#state.text) this.#letGo();
  }

  focus(): void {
    this.#focused = true;
    if (this.#state.text === null) this.#show({ text: this.#value });
  }

  blur(): void {
    this.#focused = false;
    if (this.#dirty) return void this.commit();
    if (this.#savedOver === null || this.#value !== this.#savedOver) this.#letGo();
  }

  type(text: string): void {
    this.#dirty = true;
    this.drafts.set(this.#key, text);
    this.#show({ text, error: null });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.commit(), PAUSE_MS);
  }

  /** Saves what was typed, one at a time. */
  commit(): Promise<void> {
    clearTimeout(this.#timer);
    this.#work = this.#work.then(() => this.#save());
    return this.#work;
  }

  /** Takes a value that was chosen elsewhere: what is typed gives way. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#dirty = false;
    this.#savedOver = null;
    this.drafts.discard(this.#key);
    this.#show({ text: null, error: null, broughtBack: false });
  }

  async #save(): Promise<void> {
    const { text } = this.#state;
    if (!this.#dirty || text === null) return;
    const { board, item, field } = this.address;
    const before = this.#value;
    const value = text.trim() === "" ? null : text;
    try {
      await this.#follow(this.backend.dispatch({ type: "editItem", board, item, changes: [{ field, value }] }));
    } catch (error) {
      if (this.#state.text === text) this.#show({ error: asAppError(error) });
      return;
    }
    if (this.#state.text !== text) return;
    this.#dirty = false;
    this.#savedOver = before;
    this.drafts.discard(this.#key);
    // What the core has may have arrived before its answer.
    this.receive(this.#value);
  }

  #letGo(): void {
    this.#savedOver = null;
    this.#show({ text: null });
  }

  #show(part: Partial<FieldEditorState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#listeners) listener();
  }
}
