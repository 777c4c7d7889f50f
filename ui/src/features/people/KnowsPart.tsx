// Who has heard of a removal, as far as their devices have said so themselves.

import { Trans, useLingui } from "@lingui/react/macro";

import type { KnowsLine } from "../../bindings";
import { Chip } from "../../components/Chip";
import { Section } from "../../components/Page";
import { when } from "../../words/time";
import { nameOf } from "./names";

export function KnowsPart({ lines, now }: { lines: readonly KnowsLine[]; now: number }) {
  const { t, i18n } = useLingui();
  const known = lines.filter((line) => line.knows).length;
  const all = lines.length;
  return (
    <Section title={t`Who knows of it: ${known} of ${all}`}>
      <ul className="flex flex-col gap-2" data-testid="knows">
        {lines.map((line, at) => {
          const told = line.at === null ? null : when(i18n.locale, line.at, now);
          return (
            // People have no key in this view; nothing is kept per line.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={at} className="flex flex-wrap items-center gap-2">
              <span className="font-semibold">{line.me ? <Trans>You</Trans> : <bdi>{nameOf(i18n, line.name)}</bdi>}</span>
              {line.knows ? <Chip tone="offer"><Trans>Knows</Trans></Chip> : <Chip tone="warn"><Trans>Not yet</Trans></Chip>}
              {!line.me && (
                <span className="text-sm text-text-2">{told === null ? <Trans>not here yet</Trans> : <Trans>last here {told}</Trans>}</span>
              )}
            </li>
          );
        })}
      </ul>
      {known < all && (
        <p className="text-sm text-text-2"><Trans>Whoever does not know yet hears of it as soon as their device meets one that does.</Trans></p>
      )}
    </Section>
  );
}
