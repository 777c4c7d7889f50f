// Where an item is: the count, and, opened, who holds it by name and since when.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { HolderView, ItemView } from "../../../bindings";
import { savedWords } from "../../../words/status";
import { when } from "../../../words/time";

export function Holders({ view, now }: { view: ItemView; now: number }) {
  const { i18n } = useLingui();
  const [open, setOpen] = useState(false);
  const holders = view.holders ?? [];
  const count = <span data-testid="item-saved">{i18n._(savedWords(view.saved))}</span>;
  if (holders.length === 0) return <p className="text-sm text-text-2">{count}</p>;
  return (
    <details className="text-sm text-text-2" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-6 cursor-pointer">{count}</summary>
      <ul className="flex flex-col gap-1 py-2 ps-4" data-testid="item-holders">
        {holders.map((holder, at) => (
          // People have no key here, and nothing is kept per line.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}><Name holder={holder} />{": "}<Since holder={holder} now={now} /></li>
        ))}
      </ul>
    </details>
  );
}

function Name({ holder }: { holder: HolderView }) {
  if (holder.me) return <Trans>You</Trans>;
  if (holder.helper !== true) return <bdi>{holder.name}</bdi>;
  return holder.name === "" ? <Trans>A helper</Trans> : <Trans>Helper <bdi>{holder.name}</bdi></Trans>;
}

function Since({ holder, now }: { holder: HolderView; now: number }) {
  const { i18n } = useLingui();
  if (holder.me) return <Trans>on this device</Trans>;
  if (!holder.holds) return <Trans>not yet, as far as is known</Trans>;
  if (holder.since === null) return <Trans>has it</Trans>;
  const since = when(i18n.locale, holder.since, now);
  return holder.helper === true ? <Trans>carries it since {since}, and cannot read it</Trans> : <Trans>has it since {since}</Trans>;
}
