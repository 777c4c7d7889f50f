// Who the stewards are, and who was named beside them at the same time.

import { Trans, useLingui } from "@lingui/react/macro";

import type { RivalView, StewardLine } from "../../bindings";
import { Said } from "../../components/UserText";
import { names } from "./stewardNames";

export function Rival({ now, rival }: { now: readonly StewardLine[]; rival: RivalView }) {
  const { i18n } = useLingui();
  const line = (people: readonly StewardLine[]) => <Said text={names(i18n, people)} />;
  const stand = line(now);
  const named = line(rival.people);
  const signed = line(rival.signed);
  return (
    <>
      <p className="font-semibold"><Trans>Stewards now: {stand}</Trans></p>
      <p>
        {rival.byKey ? (
          <Trans>At the same time the recovery key named others: {named}. Only one of the two can hold, and everybody’s computer chose the same one.</Trans>
        ) : (
          <Trans>At the same time others were named: {named}. Signed by: {signed}. Only one of the two can hold, and everybody’s computer chose the same one.</Trans>
        )}
      </p>
    </>
  );
}
