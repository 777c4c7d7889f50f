// Names of people who are here, as one text.

import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { PresentRow } from "../bindings";

/** "Bob and Carol". Whose name has not arrived is somebody. */
export function named(i18n: I18n, people: readonly PresentRow[]): string {
  const names = people.map(({ name }) => (name === "" ? i18n._(msg`Somebody`) : name));
  return new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(names);
}
