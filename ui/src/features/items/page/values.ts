// A field's stored value as people read it.

import type { I18n } from "@lingui/core";

import type { Option } from "../../../components/Inputs";
import { choiceWord } from "../../../words/names";
import { day } from "../ItemFacts";

/** `null` where there is nothing. */
export function valueWords(
  i18n: I18n,
  field: string,
  shape: string,
  sites: readonly Option[],
  value: string | null,
): string | null {
  if (value === null || value === "") return null;
  switch (shape) {
    case "choice": return i18n._(choiceWord(field, value));
    case "date": return day(i18n.locale, value);
    case "number": return i18n.number(Number(value));
    case "site": return sites.find((site) => site.id === value)?.text ?? value;
    default: return value;
  }
}
