// The cells of one supply: its name opens its page; − and + say what went out and came in.

import { Trans, useLingui } from "@lingui/react/macro";
import { Minus, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";

import type { ItemRow } from "../../../bindings";
import { Button, IconButton } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { when } from "../../../words/time";
import { EditingChip } from "../Editing";
import type { StockAsk } from "./StockDialog";
import { isLow } from "./useSupplies";

/** Columns that stand only where there is room for them. */
export const WITH_ROOM = "@max-[30rem]/section:hidden";
export const WIDE = "@max-[58rem]/section:hidden";

interface SupplyCellsProps {
  /** `undefined` until it has arrived. */
  readonly row: ItemRow | undefined;
  readonly onOpen: (item: string) => void;
  readonly onAsk: ((ask: StockAsk) => void) | null;
}

export function SupplyCells({ row, onOpen, onAsk }: SupplyCellsProps) {
  const { i18n } = useLingui();
  const [now] = useState(() => Date.now());
  if (row === undefined) return <td role="cell" className="min-h-14 px-2 py-4 text-text-2"><Trans>One moment…</Trans></td>;
  const { minimum, category, unit } = row.fields;
  const { changedBy } = row;
  const changed = when(i18n.locale, row.changedAt, now);
  return (
    <>
      <th role="rowheader" scope="row" className="min-w-0 text-start font-normal">
        <button
          type="button"
          data-item-code={row.code}
          data-control="open"
          onClick={() => onOpen(row.item)}
          className="flex min-h-11 w-full flex-wrap items-center gap-x-2 rounded-md px-2 py-1 text-start hover:underline"
        >
          <span className="font-semibold wrap-anywhere"><bdi>{row.title}</bdi></span>
          {row.twoVersions && <Chip tone="warn"><Trans>2 versions</Trans></Chip>}
          <EditingChip item={row.item} />
          <span className="text-sm text-text-2">{row.code}</span>
          {unit !== undefined && <span className="text-sm text-text-2 @min-[58rem]/section:hidden"><bdi>{unit}</bdi></span>}
        </button>
      </th>
      <OnHand row={row} onAsk={onAsk} />
      <Cell shown={WITH_ROOM}>{minimum !== undefined && i18n.number(Number(minimum))}</Cell>
      <Cell shown={WIDE}>{category !== undefined && <bdi>{category}</bdi>}</Cell>
      <Cell shown={WIDE}>{unit !== undefined && <bdi>{unit}</bdi>}</Cell>
      <Cell shown={WIDE}><span className="text-sm text-text-2"><bdi>{changedBy}</bdi>{" · "}{changed}</span></Cell>
    </>
  );
}

function Cell({ shown, children }: { shown: string; children: ReactNode }) {
  return <td role="cell" className={`min-w-0 px-2 py-1 wrap-anywhere ${shown}`}>{children}</td>;
}

function OnHand({ row, onAsk }: { row: ItemRow; onAsk: ((ask: StockAsk) => void) | null }) {
  const { t, i18n } = useLingui();
  const { title } = row;
  // `null`: nobody has counted it or brought any.
  const { onHand } = row;
  return (
    <td role="cell" className="flex flex-wrap items-center gap-1 px-2 py-1">
      {onAsk !== null && (
        <span data-control="give-out">
          <IconButton icon={Minus} label={t`Give out ${title}`} weight="secondary" onPress={() => onAsk({ row, deed: "givenOut", site: "" })} />
        </span>
      )}
      <span className="min-w-12 text-center font-semibold" data-testid={`on-hand-${row.code}`}>
        {onHand === null ? <span className="text-text-2" title={t`not counted`}><span aria-hidden>–</span><span className="sr-only"><Trans>not counted</Trans></span></span> : i18n.number(onHand)}
      </span>
      {onAsk !== null && (
        <span data-control="received">
          <IconButton icon={Plus} label={t`Received ${title}`} weight="secondary" onPress={() => onAsk({ row, deed: "received", site: "" })} />
        </span>
      )}
      {onAsk !== null && onHand !== null && onHand < 0 && (
        <Button weight="danger" aria-label={t`Recount ${title}`} onPress={() => onAsk({ row, deed: "counted", site: "" })}>
          <Trans>Recount</Trans>
        </Button>
      )}
      {onHand !== null && onHand >= 0 && isLow(row) && <Chip tone="warn"><Trans>Low</Trans></Chip>}
    </td>
  );
}
