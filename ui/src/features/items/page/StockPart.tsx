// What is on hand of a supply, place by place, and the three things that can be said about it.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemView, StockLine } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Section } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { when } from "../../../words/time";
import { Deed, type StockAsk, type StockDeed, StockDialog } from "../supplies/StockDialog";

const DEEDS: readonly StockDeed[] = ["received", "givenOut", "counted"];

interface StockPartProps {
  readonly board: string;
  readonly view: ItemView;
  readonly mayWrite: boolean;
  readonly now: number;
}

export function StockPart({ board, view, mayWrite, now }: StockPartProps) {
  const { t, i18n } = useLingui();
  const [ask, setAsk] = useState<StockAsk | null>(null);
  const { row } = view;
  const total = row.onHand === null ? t`Not counted yet` : i18n.number(row.onHand);
  return (
    <Section title={t`On hand`}>
      <p className="text-xl font-semibold" data-testid="on-hand">{total}</p>
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          {DEEDS.map((deed) => (
            <Button key={deed} onPress={() => setAsk({ row, deed, site: "" })}><Deed deed={deed} /></Button>
          ))}
        </div>
      )}
      {view.stock.length > 0 && (
        <ul className="flex flex-col gap-2" data-testid="stock-lines">
          {view.stock.map((line) => (
            <li key={line.site ?? "nowhere"}>
              <Line line={line} now={now} onCount={mayWrite ? () => setAsk({ row, deed: "counted", site: line.site ?? "" }) : null} />
            </li>
          ))}
        </ul>
      )}
      <StockDialog board={board} ask={ask} onClose={() => setAsk(null)} />
    </Section>
  );
}

function Line({ line, now, onCount }: { line: StockLine; now: number; onCount: (() => void) | null }) {
  const { t, i18n } = useLingui();
  const place = line.siteName ?? t`No site named`;
  return (
    <div className="card flex flex-col gap-1 rounded-md border border-border p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <bdi>{place}</bdi>
        <span className="flex items-center gap-2">
          <strong>{i18n.number(line.onHand)}</strong>
          {line.onHand < 0 && <Chip tone="danger"><Trans>Recount</Trans></Chip>}
          {onCount !== null && <Button aria-label={t`Count at ${place}`} onPress={onCount}><Trans>Count</Trans></Button>}
        </span>
      </div>
      {line.counts.map((count) => {
        const counted = i18n.number(count.counted);
        const at = when(i18n.locale, count.at, now);
        const { by } = count;
        return (
          <p key={`${by}${count.at}${count.counted}`} className="text-sm text-text-2">
            <Trans><Said text={by} /> counted {counted}, {at}</Trans>
          </p>
        );
      })}
    </div>
  );
}
