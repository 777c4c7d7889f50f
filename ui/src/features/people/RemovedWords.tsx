// By whom somebody was removed, when, and why: one sentence each.

import { Trans, useLingui } from "@lingui/react/macro";

import type { RemovedView } from "../../bindings";
import { UserText } from "../../components/UserText";
import { when } from "../../words/time";
import { REMOVE_REASON } from "../../words/trust";

export function RemovedWords({ removed, now }: { removed: RemovedView; now: number }) {
  const { t, i18n } = useLingui();
  const by = <UserText>{removed.mine ? t`you` : removed.by}</UserText>;
  const at = removed.at === null ? null : when(i18n.locale, removed.at, now);
  const { note } = removed;
  return (
    <>
      {removed.by === "" && !removed.mine ? (
        <Trans>Not on the board any more since the stewards were changed.</Trans>
      ) : at === null ? <Trans>Removed by {by}.</Trans> : <Trans>Removed by {by}, {at}.</Trans>}{" "}
      {i18n._(REMOVE_REASON[removed.reason])}
      {note !== null && <>{": “"}<bdi>{note}</bdi>{"”"}</>}
    </>
  );
}
