// The fields of each kind for a form that makes something new, in the order of the core's table.
// A page that exists gets its fields from the core instead.

import type { ItemKind } from "../../bindings";

export interface FieldForm {
  readonly field: string;
  /** `line`, `text`, `number`, `choice`, `date`, `site`. */
  readonly shape: string;
  readonly choices: readonly string[];
  /** Behind "More". */
  readonly rare: boolean;
}

const make = (field: string, shape = "line", rare = false, choices: readonly string[] = []): FieldForm => ({
  field, shape, choices, rare,
});

const PROMISE: readonly FieldForm[] = [
  make("title"),
  make("quantity", "number"),
  make("unit"),
  make("urgency", "choice", false, ["1", "2", "3", "4"]),
  make("neededBy", "date"),
  make("area"),
  make("details", "text"),
  make("what", "choice", true, ["item", "service", "people", "space", "money", "information"]),
  make("site", "site", true),
];

export const FORM: Record<ItemKind, readonly FieldForm[]> = {
  need: PROMISE,
  offer: PROMISE,
  supply: [make("title"), make("category"), make("unit"), make("minimum", "number"), make("details", "text", true)],
  site: [
    make("title"),
    make("siteKind"),
    make("address"),
    make("area"),
    make("hours", "text"),
    make("accepts", "text"),
    make("details", "text"),
    make("lat", "line", true),
    make("lon", "line", true),
  ],
};

/** Fields that are short enough to stand two in a row. */
export const HALF: ReadonlySet<string> = new Set([
  "quantity", "unit", "urgency", "neededBy", "what", "category", "minimum", "lat", "lon",
]);
