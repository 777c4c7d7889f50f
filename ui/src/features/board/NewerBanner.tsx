// On every page of a board that holds what only newer versions of the app know: that it is there, and what helps.

import { Plural, useLingui } from "@lingui/react/macro";
import { CircleFadingArrowUp } from "lucide-react";

export function NewerBanner({ count }: { count: number }) {
  const { t } = useLingui();
  return (
    <section
      aria-label={t`From a newer version`}
      data-testid="newer-banner"
      className="card flex shrink-0 items-start gap-3 border-b border-border bg-surface-2 px-4 py-2"
    >
      <CircleFadingArrowUp aria-hidden size="1.25rem" className="mt-0.5 shrink-0" />
      <p className="min-w-0">
        <Plural
          value={count}
          one="One thing on this board was written with a newer version of Manyhands. It is kept and passed on as it is. Update to see and edit it."
          other="# things on this board were written with a newer version of Manyhands. They are kept and passed on as they are. Update to see and edit them."
        />
      </p>
    </section>
  );
}
