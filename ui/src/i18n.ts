// The translation catalogue. English is the source; a missing translation falls back to it message by message.

import { i18n } from "@lingui/core";

import { messages } from "./locales/en.po";

i18n.load("en", messages);
i18n.activate("en");

let coming: Promise<void> | null = null;

/** Brings the words of all that comes after the first picture. Asked again after a failure. */
export function laterWords(): Promise<void> {
  coming ??= import("./locales/later/en.po").then(
    (later) => i18n.load("en", later.messages),
    (error: unknown) => {
      coming = null;
      throw error;
    },
  );
  return coming;
}

export { i18n };
