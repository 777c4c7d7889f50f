// Who does it: the standing claims, and what the reader can do about a need or an offer.

import { Trans, useLingui } from "@lingui/react/macro";

import type { ClaimView, ItemView } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Section } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { when } from "../../../words/time";
import { canClaim, type ItemActions } from "../useItemActions";

interface ClaimsPartProps {
  readonly view: ItemView;
  readonly actions: ItemActions;
  readonly now: number;
}

export function ClaimsPart({ view, actions, now }: ClaimsPartProps) {
  const { t } = useLingui();
  const { row } = view;
  const open = actions.mayWrite && canClaim(row);
  return (
    <Section title={t`Claims`}>
      {view.claims.length === 0 ? (
        <p className="text-text-2"><Trans>Nobody has claimed this yet.</Trans></p>
      ) : (
        <ul className="flex flex-col gap-2" data-testid="claims">
          {view.claims.map((claimed) => (
            <li key={`${claimed.by}${claimed.at}${claimed.quantity}`}><OneClaim claim={claimed} now={now} /></li>
          ))}
        </ul>
      )}
      {open && (
        <div className="flex flex-wrap gap-2">
          {row.claimedByMe ? (
            <Button onPress={() => actions.release(row)}><Trans>Release</Trans></Button>
          ) : (
            <Button weight="primary" onPress={() => actions.claim(row)}><Trans>Claim</Trans></Button>
          )}
          <Button onPress={() => actions.deliver(row)}><Trans>Mark delivered</Trans></Button>
          <Button onPress={() => actions.withdraw(row)}><Trans>Withdraw</Trans></Button>
        </div>
      )}
    </Section>
  );
}

function OneClaim({ claim, now }: { claim: ClaimView; now: number }) {
  const { i18n } = useLingui();
  const { by, note } = claim;
  const at = when(i18n.locale, claim.at, now);
  const amount = claim.quantity === null ? null : i18n.number(claim.quantity);
  const until = claim.until === null ? null : when(i18n.locale, claim.until, claim.until);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="font-semibold">
        {claim.mine ? <Trans><Said text={by} /> (you)</Trans> : <bdi>{by}</bdi>}
      </span>
      {amount === null ? <span><Trans>all of it</Trans></span> : <span>{amount}</span>}
      {!claim.leads && <Chip tone="shift"><Trans>also coming</Trans></Chip>}
      <span className="text-sm text-text-2">{at}</span>
      {until !== null && <span className="text-sm text-text-2"><Trans>until {until}</Trans></span>}
      {note !== null && <span className="basis-full text-text-2"><bdi>{note}</bdi></span>}
    </div>
  );
}
