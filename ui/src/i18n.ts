// The translation catalogue. English is the source; a missing translation falls back to it message by message.

import { i18n } from "@lingui/core";

import { messages } from "./locales/en.po";

i18n.load("en", messages);
i18n.activate("en");

export { i18n };
