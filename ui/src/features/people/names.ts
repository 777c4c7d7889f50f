// How a person is called while their name has not arrived.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const UNNAMED: MessageDescriptor = msg`Name on its way`;
/** Who only reads writes nothing, a name neither. */
const READER: MessageDescriptor = msg`Reader without a name`;

export function nameOf(i18n: { _: (text: MessageDescriptor) => string }, name: string, role?: string): string {
  if (name !== "") return name;
  return i18n._(role === "reader" ? READER : UNNAMED);
}
