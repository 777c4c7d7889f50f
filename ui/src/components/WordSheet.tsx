// Twelve words to be written down or printed. What is printed is this sheet alone, black on white.

import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

interface WordSheetProps {
  readonly title: string;
  /** Whose words, or which board's. */
  readonly owner: string;
  readonly words: readonly string[];
  /** What they are for. */
  readonly children: ReactNode;
}

export function WordSheet({ title, owner, words, children }: WordSheetProps) {
  const { i18n } = useLingui();
  const [now] = useState(() => Date.now());
  const day = new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long" }).format(now);
  return (
    <section aria-label={title} data-testid="word-sheet" className="print-sheet card flex flex-col gap-4 rounded-lg border border-border bg-surface p-5">
      <div className="flex flex-wrap justify-between gap-x-4">
        <p className="font-semibold">{title}</p>
        <p className="text-sm text-text-2"><bdi>{owner}</bdi>{" · "}{day}</p>
      </div>
      <ol dir="ltr" className="grid grid-cols-2 gap-x-6 gap-y-2 @min-[30rem]/app:grid-cols-3">
        {words.map((word, at) => (
          // The words have their places, and two may be the same.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at} className="flex items-baseline gap-3 border-b border-border pb-1">
            <span className="w-6 text-end text-sm text-text-2 tabular-nums">{at + 1}.</span>
            <span className="text-lg font-semibold">{word}</span>
          </li>
        ))}
      </ol>
      <p className="text-sm text-text-2">{children}</p>
      <p className="hidden text-sm print:block"><Trans>Do not leave this lying about.</Trans></p>
    </section>
  );
}
