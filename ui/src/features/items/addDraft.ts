// What is being typed into a form for something new, as one draft: a record of fields in JSON.

import type { ItemKind } from "../../bindings";
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

/** The fields of that kind that say something. */
export function filled(kind: ItemKind, typed: Typed): Record<string, string> {
  const asked = new Set(FORM[kind].map((form) => form.field));
  return Object.fromEntries(Object.entries(typed).filter(([field, text]) => asked.has(field) && text.trim() !== ""));
}
