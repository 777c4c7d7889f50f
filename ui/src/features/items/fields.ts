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
  /** The most characters that the core takes; `null` where the shape decides. */
  readonly limit: number | null;
}

/** As the core's table has them (crates/model/src/fields/table.rs). */
const LIMIT: Readonly<Record<string, number>> = {
  title: 300, unit: 60, area: 300, details: 16_000, siteKind: 100, address: 500, lat: 40, lon: 40, hours: 2_000,
  accepts: 4_000, category: 100,
};

const make = (field: string, shape = "line", rare = false, choices: readonly string[] = []): FieldForm => ({
  field, shape, choices, rare, limit: LIMIT[field] ?? null,
});

const NEED: readonly FieldForm[] = [
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
  need: NEED,
  // What is offered is not urgent; whoever needs it is.
  offer: NEED.filter((form) => form.field !== "urgency"),
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
