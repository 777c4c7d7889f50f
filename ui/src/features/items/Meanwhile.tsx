// What the reader did while the board was on its way: kept on this computer, and what of it could not be done since, with the
// reason. None of it is an entry, so nobody else sees it.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { PencilLine } from "lucide-react";

import type { MeanwhileView } from "../../bindings";
import { Button } from "../../components/Button";
import { Note } from "../../components/Page";
import { Said } from "../../components/UserText";
import { rowsOf, useAct, useCore, useView } from "../../state/core";
import { notDoneWords } from "../../words/notDone";

export function useMeanwhile(board: string): readonly MeanwhileView[] {
  return rowsOf(useView({ type: "meanwhile", board }), "meanwhile");
}

export function Meanwhile({ board, drafts }: { readonly board: string; readonly drafts: readonly MeanwhileView[] }) {
  const { t } = useLingui();
  const waiting = drafts.filter((draft) => draft.refused === null);
  const refused = drafts.filter((draft) => draft.refused !== null);
  if (drafts.length === 0) return null;
  return (
    <section aria-label={t`Kept on this computer`} data-testid="meanwhile" className="flex max-h-80 shrink-0 flex-col gap-3 overflow-y-auto px-4 pt-3">
      {waiting.length > 0 && (
        <div className="card flex flex-col gap-2 rounded-md border border-border bg-surface-2 px-4 py-3">
          <p className="flex items-center gap-2 font-semibold"><PencilLine aria-hidden size="1.25rem" className="shrink-0" /><Trans>Kept on this computer until the board is checked</Trans></p>
          <p className="text-sm text-text-2"><Plural value={waiting.length} one="Nobody else sees it yet. It is done by itself then." other="Nobody else sees these # yet. They are done by themselves then." /></p>
          <Lines board={board} drafts={waiting} />
        </div>
      )}
      {refused.length > 0 && (
        <Note>
          <p className="font-semibold"><Trans>Not done, though the board is checked now</Trans></p>
          <Lines board={board} drafts={refused} />
        </Note>
      )}
    </section>
  );
}

function Lines({ board, drafts }: { readonly board: string; readonly drafts: readonly MeanwhileView[] }) {
  return <ul className="flex flex-col gap-2">{drafts.map((draft) => <Line key={draft.draft} board={board} draft={draft} />)}</ul>;
}

function Line({ board, draft }: { readonly board: string; readonly draft: MeanwhileView }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const { title } = draft;
  const of = { board, draft: draft.draft };
  const discard = () => void act({ type: "discardMeanwhile", ...of }, () => announcements.tell(t`Discarded.`));
  const again = () => {
    void act({ type: "tryMeanwhile", ...of }, (outcome) => {
      announcements.tell(outcome.type === "kept" ? t`“${title}” is kept on this computer until the board is checked.` : t`Done: “${title}”.`);
    });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="flex min-w-0 flex-[1_1_14rem] flex-col wrap-anywhere">
        <span><What draft={draft} /></span>
        {draft.refused !== null && <span>{i18n._(notDoneWords(draft.refused))}</span>}
      </span>
      {draft.refused !== null && <Button aria-label={t`Try again: “${title}”`} onPress={again}><Trans>Try again</Trans></Button>}
      <Button weight="quiet" aria-label={t`Discard: “${title}”`} onPress={discard}><Trans>Discard</Trans></Button>
    </li>
  );
}

function What({ draft }: { readonly draft: MeanwhileView }) {
  const { i18n } = useLingui();
  const { title } = draft;
  if (draft.what === "claim") {
    if (draft.quantity === null) return <Trans>Claim “<Said text={title} />”</Trans>;
    const quantity = i18n.number(draft.quantity);
    return <Trans>Claim {quantity} of “<Said text={title} />”</Trans>;
  }
  switch (draft.kind) {
    case "need": return <Trans>Add the need “<Said text={title} />”</Trans>;
    case "offer": return <Trans>Add the offer “<Said text={title} />”</Trans>;
    case "supply": return <Trans>Add the supply “<Said text={title} />”</Trans>;
    case "site": return <Trans>Add the site “<Said text={title} />”</Trans>;
  }
}
