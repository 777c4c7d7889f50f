// The names of stewards in one line.

import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { StewardLine } from "../../bindings";

/** A name that has not arrived is said so; the reader is "you". */
export function stewardName(i18n: I18n, { name, me }: StewardLine): string {
  if (me) return i18n._(msg`you`);
  return name === "" ? i18n._(msg`somebody whose name has not arrived`) : name;
}

export function names(i18n: I18n, people: readonly StewardLine[]): string {
  return new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(people.map((line) => stewardName(i18n, line)));
}
