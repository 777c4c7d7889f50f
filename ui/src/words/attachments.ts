// How a picture or a file stands on this device, in words.

import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { AttachmentRow } from "../bindings";

/** A size for people: whole kilobytes, then megabytes. */
export function sizeWord(i18n: I18n, bytes: number): string {
  const small = bytes < 1_000_000;
  const unit = small ? "kilobyte" : "megabyte";
  const amount = small ? Math.max(1, Math.round(bytes / 1_000)) : bytes / 1_000_000;
  return i18n.number(amount, { style: "unit", unit, maximumFractionDigits: small ? 0 : 1 });
}

export function attachmentWord(i18n: I18n, file: AttachmentRow): string {
  const size = sizeWord(i18n, file.size);
  const have = sizeWord(i18n, file.have);
  switch (file.state) {
    case "here": return i18n._(msg`Here`);
    case "coming": return file.have === 0 ? i18n._(msg`On its way`) : i18n._(msg`On its way: ${have} of ${size}`);
    case "nobody": return file.have === 0 ? i18n._(msg`Nobody who is online has it. It comes when somebody is.`) : i18n._(msg`Nobody who is online has it. ${have} of ${size} are here; the rest comes when somebody is.`);
    case "tooLarge": return i18n._(msg`Not fetched by itself: ${size}.`);
    case "noRoom": return i18n._(msg`Not fetched by itself, because this computer has less than 1 GB free: ${size}.`);
    case "stopped": return i18n._(msg`Stopped. It comes when you fetch it.`);
    case "wrong": return i18n._(msg`This is not what it says it is. It is not fetched.`);
  }
}
