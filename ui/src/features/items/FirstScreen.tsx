// What a member said that a board looks like, while its history is on its way: shown as what it is. Nobody signs something
// on top of what is not checked: a claim on one of these rows is a draft on this computer.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Hourglass } from "lucide-react";
import type { ReactNode } from "react";

import type { FirstScreenView, MeanwhileView, UncheckedRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Empty } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { useHead } from "../../state/board";
import { useAct, useCore, useOne } from "../../state/core";
import { choiceWord, STATE } from "../../words/names";
import { KindChip } from "./ItemFacts";

export function useFirstScreen(board: string): FirstScreenView | undefined {
  return useOne({ type: "firstScreen", board }, "firstScreen");
}

/** Whether the board is still on its way: what is not here yet is not known to be missing. */
export function useIsComing(board: string): boolean {
  const screen = useFirstScreen(board);
  return useHead(board)?.keeps === true || screen !== undefined;
}

/** In the place of a list that is empty because nothing of it has come. */
export function StillComing({ children }: { readonly children?: ReactNode }) {
  const { t } = useLingui();
  return <Empty text={t`This board is still on its way. What is on it shows up here once it is checked.`}>{children}</Empty>;
}

interface FirstScreenProps {
  readonly screen: FirstScreenView;
  /** What the reader did so far, while the board is on its way. */
  readonly drafts: readonly MeanwhileView[];
}

export function FirstScreen({ screen, drafts }: FirstScreenProps) {
  const { t, i18n } = useLingui();
  const kept = new Set(drafts.map((draft) => draft.item));
  const rows = screen.rows;
  const more = Math.max(screen.items - rows.length, 0);
  const shown = i18n.number(rows.length);
  if (rows.length === 0) return null;
  return (
    <section aria-label={t`Not checked yet`} data-testid="first-screen" className="scroller flex min-h-0 flex-1 flex-col gap-3 p-4">
      <div className="card flex items-start gap-3 rounded-md border border-border bg-surface-2 px-4 py-3">
        <Hourglass aria-hidden size="1.25rem" className="shrink-0" />
        <div className="flex min-w-0 flex-col gap-1">
          <p className="font-semibold"><Trans>Shown before it is checked</Trans></p>
          <p><Trans>Manyhands is still fetching and checking this board’s history. What is below may still change or go. What you claim and add meanwhile is kept on this computer, and done once the board is checked.</Trans></p>
          <p className="text-sm text-text-2">
            {more > 0 ? <Plural value={screen.items} one={`${shown} of about # is here to read.`} other={`${shown} of about # are here to read.`} /> : <Plural value={rows.length} one="# is here to read." other="# are here to read." />}
          </p>
        </div>
      </div>
      <ul aria-label={t`Not checked yet`} className="flex flex-col gap-2">
        {rows.map((row) => <Unchecked key={row.item} board={screen.board} row={row} mayClaim={screen.mayWrite} isKept={kept.has(row.item)} />)}
      </ul>
    </section>
  );
}

interface UncheckedProps {
  readonly board: string;
  readonly row: UncheckedRow;
  readonly mayClaim: boolean;
  readonly isKept: boolean;
}

function Unchecked({ board, row, mayClaim, isKept }: UncheckedProps) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const { title } = row;
  const isPromise = row.kind === "need" || row.kind === "offer";
  const claimable = isPromise && row.state !== "delivered" && row.state !== "withdrawn";
  const claim = () => {
    void act({ type: "claim", board, item: row.item, quantity: null, until: null, note: null }, (outcome) => {
      // It may have arrived between the look and the press: then it is done as ever.
      announcements.tell(outcome.type === "kept" ? t`“${title}” is kept on this computer until the board is checked.` : t`You claimed “${title}”.`);
    });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-dashed border-border px-4 py-2">
      <div className="flex min-w-0 flex-[1_1_14rem] flex-col gap-1">
        <span className="flex flex-wrap items-center gap-2">
          <KindChip row={row} />
          <span className="min-w-0 font-semibold wrap-anywhere"><UserText>{row.title}</UserText></span>
        </span>
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-text-2">
          <Chip tone="plain">{i18n._(STATE[row.state])}</Chip>
          {row.urgency !== null && <Chip tone="plain">{i18n._(choiceWord("urgency", row.urgency))}</Chip>}
          {row.amount !== "" && <UserText>{row.amount}</UserText>}
          {isKept && <span><Trans>Your claim is kept on this computer until the board is checked.</Trans></span>}
        </span>
      </div>
      {mayClaim && claimable && !isKept && <Button aria-label={t`Claim “${title}”`} onPress={claim}><Trans>Claim</Trans></Button>}
    </li>
  );
}
