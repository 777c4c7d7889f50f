// One entry that is set aside: what it would have done, whose, when, why not.

import { Trans, useLingui } from "@lingui/react/macro";

import type { ActivityKind, SetAsideRow } from "../../bindings";
import { Button } from "../../components/Button";
import { UserText } from "../../components/UserText";
import { fieldWord } from "../../words/names";
import { when } from "../../words/time";
import { asideReason } from "../../words/trust";
import { Matter } from "./Matter";

interface AsideLineProps {
  readonly row: SetAsideRow;
  readonly now: number;
  readonly busy: boolean;
  readonly onLetIn: () => void;
}

export function AsideLine({ row, now, busy, onLetIn }: AsideLineProps) {
  const { t, i18n } = useLingui();
  const by = <UserText>{row.by ?? ""}</UserText>;
  const at = row.at === null ? null : when(i18n.locale, row.at, now);
  const letIn = row.matter?.type === "letIn" ? row.matter.person || t`Somebody` : null;
  const title = row.title ?? row.code ?? letIn ?? t`Something on this board`;
  return (
    <div className="card flex flex-wrap items-center gap-3 rounded-md border border-border bg-surface p-3" data-testid="aside">
      <div className="flex min-w-0 flex-[1_1_16rem] flex-col gap-1">
        <p className="wrap-anywhere">
          <span className="font-semibold">{row.matter === undefined ? <bdi>{title}</bdi> : <Matter matter={row.matter} mine={row.mine} by={row.by} />}</span>
          {row.title !== null && row.code !== null && <span className="text-sm text-text-2">{" "}{row.code}</span>}
        </p>
        {row.matter === undefined && <p className="wrap-anywhere"><What what={row.what} /></p>}
        <p className="text-sm text-text-2">
          {row.by === null || row.by === "" ? <Trans>By somebody unknown</Trans> : row.mine ? <Trans>By you</Trans> : <Trans>By {by}</Trans>}
          {at !== null && <>{" · "}{at}</>}
        </p>
        <p className="text-sm text-text-2">{i18n._(asideReason(row.reason))}</p>
      </div>
      {row.mayLetIn && <Button isDisabled={busy} aria-label={t`Let in: ${title}`} onPress={onLetIn}><Trans>Let in</Trans></Button>}
    </div>
  );
}

/** What it would have done. */
function What({ what }: { what: ActivityKind | null }) {
  const { i18n } = useLingui();
  if (what === null) return <Trans>Something about people or invite tickets.</Trans>;
  switch (what.type) {
    case "made": return <Trans>Would have added this.</Trans>;
    case "released": return <Trans>Would have released a claim.</Trans>;
    case "attached": return <Trans>Would have added a file.</Trans>;
    case "commented": return <Trans>Would have written a comment.</Trans>;
    case "archived": return <Trans>Would have archived this.</Trans>;
    case "restored": return <Trans>Would have restored this.</Trans>;
    case "takenBack": return <Trans>Would have taken something back.</Trans>;
    case "askedAgain": return <Trans>Would have asked to show it again.</Trans>;
    case "withdrawn": return <Trans>Would have withdrawn this.</Trans>;
    case "delivered": return <Trans>Would have marked this delivered.</Trans>;
    case "claimed": return <Trans>Would have claimed this.</Trans>;
    case "edited": {
      const label = i18n._(fieldWord(what.field));
      const value = <UserText>{what.value ?? ""}</UserText>;
      if (what.value === null) return <Trans>Would have emptied {label}.</Trans>;
      return <Trans>Would have changed {label} to “{value}”.</Trans>;
    }
    case "stockMoved": {
      const amount = i18n.number(Math.abs(what.quantity));
      if (what.quantity < 0) return <Trans>Would have given out {amount}.</Trans>;
      return <Trans>Would have received {amount}.</Trans>;
    }
    case "counted": {
      const amount = i18n.number(what.counted);
      return <Trans>Would have counted {amount}.</Trans>;
    }
  }
}
