// By whom somebody was removed, when, and why: one sentence each.

import { Trans, useLingui } from "@lingui/react/macro";

import type { RemovedView } from "../../bindings";
import { UserText } from "../../components/UserText";
import { when } from "../../words/time";
import { removedFor } from "../../words/trust";

export function RemovedWords({ removed, now }: { removed: RemovedView; now: number }) {
  const { t, i18n } = useLingui();
  const by = <UserText>{removed.mine ? t`you` : removed.by}</UserText>;
  const at = removed.at === null ? null : when(i18n.locale, removed.at, now);
  const { note } = removed;
  const why = removedFor(removed.reason, note);
  return (
    <>
      {removed.by === "" && !removed.mine ? (
        <Trans>Not on the board any more since the stewards were changed.</Trans>
      ) : at === null ? <Trans>Removed by {by}.</Trans> : <Trans>Removed by {by}, {at}.</Trans>}{" "}
      {why !== null && i18n._(why)}
      {note !== null && <>{why === null ? "“" : ": “"}<bdi>{note}</bdi>{"”"}</>}
    </>
  );
}
