// How a person is called while their name has not arrived.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const UNNAMED: MessageDescriptor = msg`Name on its way`;

export function nameOf(i18n: { _: (text: MessageDescriptor) => string }, name: string): string {
  return name === "" ? i18n._(UNNAMED) : name;
}
