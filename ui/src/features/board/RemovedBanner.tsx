// On every page of a board from which the reader was removed: by whom, when, why, and what that means.

import { Trans, useLingui } from "@lingui/react/macro";
import { UserMinus } from "lucide-react";

import type { RemovedView } from "../../bindings";
import { UserText } from "../../components/UserText";
import { removedFor } from "../../words/trust";

export function RemovedBanner({ removed }: { removed: RemovedView }) {
  const { t, i18n } = useLingui();
  const { note } = removed;
  const why = removedFor(removed.reason, note);
  const by = <UserText>{removed.by}</UserText>;
  const at = removed.at === null ? null : new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long" }).format(removed.at);
  return (
    <section
      aria-label={t`You were removed`}
      data-testid="removed-banner"
      className="card flex shrink-0 items-start gap-3 border-b border-border bg-warn-tint px-4 py-3 text-warn"
    >
      <UserMinus aria-hidden size="1.25rem" className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold">
          {removed.by === "" ? <Trans>You are not on this board any more since its stewards were changed.</Trans> : at === null ? <Trans>{by} removed you from this board.</Trans> : <Trans>{by} removed you from this board on {at}.</Trans>}{" "}
          <Trans>You can read what was here; nothing new comes, and nothing of yours goes out.</Trans>
        </p>
        <p className="wrap-anywhere">
          {why !== null && i18n._(why)}
          {note !== null && <>{why === null ? "“" : ": “"}<bdi>{note}</bdi>{"”"}</>}
        </p>
      </div>
    </section>
  );
}
