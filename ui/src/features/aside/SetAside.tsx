// What is kept and does not count, by kind: what, whose, when and why; and letting it in, where that is allowed.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { SetAsideKind, SetAsideRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Column, Empty, Page } from "../../components/Page";
import { rowsOf, useAct, useCore, useView } from "../../state/core";
import { ASIDE_KIND } from "../../words/trust";
import { AsideLine } from "./AsideLine";

/** What can be decided comes first. */
const ORDER: readonly SetAsideKind[] = ["notAllowed", "waiting", "newer", "suspect", "invalid"];
const SHOWN = 200;

interface SetAsideProps {
  readonly board: string;
  readonly boardName: string;
  readonly now: () => number;
  readonly onPeople: () => void;
}

export function SetAside({ board, boardName, now, onPeople }: SetAsideProps) {
  const { t } = useLingui();
  const content = useView({ type: "setAside", board, window: { offset: 0, limit: SHOWN } });
  const rows = rowsOf(content, "setAside");
  const [at] = useState(now);
  const { total } = content;
  return (
    <Page title={t`Set aside`} context={boardName}>
      <Column reads>
        {content.phase !== "loading" && rows.length === 0 && (
          <Empty text={t`Nothing is set aside. What was written on this board, and has arrived here, counts.`}>
            <Button onPress={onPeople}><Trans>People</Trans></Button>
          </Empty>
        )}
        {rows.length > 0 && (
          <p><Trans>This is kept on this computer and does not count.</Trans></p>
        )}
        {ORDER.map((kind) => <OneKind key={kind} board={board} kind={kind} rows={rows.filter((row) => row.kind === kind)} now={at} />)}
        {total > rows.length && <p className="text-sm text-text-2"><Trans>The last {rows.length} of {total} are shown.</Trans></p>}
      </Column>
    </Page>
  );
}

interface OneKindProps {
  readonly board: string;
  readonly kind: SetAsideKind;
  readonly rows: readonly SetAsideRow[];
  readonly now: number;
}

function OneKind({ board, kind, rows, now }: OneKindProps) {
  const { i18n } = useLingui();
  const { letIn, busy } = useLetIn(board);
  if (rows.length === 0) return null;
  const { title, what } = ASIDE_KIND[kind];
  const allowed = rows.filter((row) => row.mayLetIn).map((row) => row.key);
  const heading = `aside-${kind}`;
  return (
    <section className="flex flex-col gap-3" aria-labelledby={heading}>
      <h2 id={heading} className="text-lg font-semibold">{i18n._(title)} ({i18n.number(rows.length)})</h2>
      <p className="text-sm text-text-2">{i18n._(what)}</p>
      <ul className="flex flex-col gap-2">
        {rows.map((row) => (
          <li key={row.key}>
            <AsideLine row={row} now={now} busy={busy} onLetIn={() => letIn([row.key])} />
          </li>
        ))}
      </ul>
      {allowed.length > 1 && (
        <div><Button isDisabled={busy} onPress={() => letIn(allowed)}><Plural value={allowed.length} one="Let in # of these" other="Let in all # of these" /></Button></div>
      )}
    </section>
  );
}

function useLetIn(board: string): { readonly letIn: (entries: string[]) => void; readonly busy: boolean } {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [busy, setBusy] = useState(false);
  const letIn = (entries: string[]) => {
    if (busy) return;
    setBusy(true);
    const told = () => announcements.tell(t`Let in. It counts on every device that hears of this.`);
    void act({ type: "letIn", board, entries }, told).finally(() => setBusy(false));
  };
  return { letIn, busy };
}
