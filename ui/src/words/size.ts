// How much room something takes, as people read it.

import type { I18n } from "@lingui/core";

const STEPS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

export function size(i18n: I18n, bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), STEPS.length - 1);
  const unit = STEPS[step] ?? "byte";
  const text = new Intl.NumberFormat(i18n.locale, { style: "unit", unit, maximumFractionDigits: step > 1 ? 1 : 0 }).format(bytes / 1000 ** step);
  // A number and its unit stay on one line.
  return text.replace(" ", "\u00a0");
}
