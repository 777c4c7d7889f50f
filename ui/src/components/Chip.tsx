// A small mark of kind or state: always a word, with a colour and a shape beside it.

import type { ReactNode } from "react";

export type ChipTone = "need" | "offer" | "shift" | "warn" | "danger" | "plain";

const TONE: Record<ChipTone, string> = {
  need: "bg-need-tint text-need",
  offer: "bg-offer-tint text-offer",
  shift: "bg-shift-tint text-shift",
  warn: "bg-warn-tint text-warn",
  danger: "bg-danger-tint text-danger",
  plain: "bg-surface-2 text-text-2",
};

export function Chip({ tone, children }: { tone: ChipTone; children: ReactNode }) {
  return (
    <span className={`chip inline-flex items-center gap-1 rounded-sm px-2 text-sm font-semibold ${TONE[tone]}`}>
      {children}
    </span>
  );
}
