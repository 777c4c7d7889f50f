// The safety number of the reader and a person, and how two people compare it.

import { Trans, useLingui } from "@lingui/react/macro";

import type { PersonRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Section } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { nameOf } from "./names";
import type { PersonActions } from "./usePersonActions";

interface SafetyPartProps {
  readonly row: PersonRow;
  /** Groups of digits with spaces between. */
  readonly safety: string;
  readonly actions: PersonActions;
}

export function SafetyPart({ row, safety, actions }: SafetyPartProps) {
  const { t, i18n } = useLingui();
  const who = <UserText>{nameOf(i18n, row.name, row.role)}</UserText>;
  const groups = safety.split(" ").filter((group) => group !== "");
  return (
    <Section title={t`Safety number`}>
      <p className="text-sm text-text-2">
        <Trans>
          Is it really {who}? Call them, or meet. Both open each other’s page here, and one reads the number aloud. If all
          six groups are the same, nobody stands between you. This is optional.
        </Trans>
      </p>
      <p dir="ltr" data-testid="safety" className="grid w-fit grid-cols-3 gap-x-5 gap-y-1 rounded-md bg-surface-2 p-3 text-lg font-semibold tracking-wider tabular-nums">
        {groups.map((group, at) => (
          // The groups have their places, and two may be the same.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={at}>
            <span aria-hidden>{group}</span>
            <span className="sr-only">{[...group].join(" ")}.</span>
          </span>
        ))}
      </p>
      {row.met ? (
        <div className="flex flex-wrap items-center gap-2">
          <p className="text-sm"><Trans>You noted that it is them. Only you see this.</Trans></p>
          <Button onPress={() => actions.met(row, false)}><Trans>Take this note back</Trans></Button>
        </div>
      ) : (
        <div><Button onPress={() => actions.met(row, true)}><Trans>We compared: the same</Trans></Button></div>
      )}
    </Section>
  );
}
