// What is being typed into a form for something new, as one draft: a record of fields in JSON.

import type { ItemKind } from "../../bindings";
import type { DraftKeeper } from "../../state/drafts";
import { FORM } from "./fields";

export type Typed = Readonly<Record<string, string>>;

/** Reads a draft. One that cannot be read counts as nothing typed. */
export function readTyped(draft: string | undefined): Typed {
  if (draft === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(draft);
    if (typeof parsed !== "object" || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch {
    return {};
  }
}

export function writeTyped(typed: Typed): string {
  return JSON.stringify(typed);
}

/** Under which key the form for something new keeps what is typed. */
export function addKey(board: string, kind: ItemKind): string {
  return `add:${board}:${kind}`;
}

/** The fields of that kind that say something. */
export function filled(kind: ItemKind, typed: Typed): Record<string, string> {
  const asked = new Set(FORM[kind].map((form) => form.field));
  return Object.fromEntries(Object.entries(typed).filter(([field, text]) => asked.has(field) && text.trim() !== ""));
}

/** Puts a text that came from elsewhere into the form of a new need; what was typed there already stays. */
export function beginNeed(drafts: DraftKeeper, board: string, details: string): void {
  const key = addKey(board, "need");
  drafts.set(key, writeTyped({ ...readTyped(drafts.get(key)), details }));
}
