// The sealed case behind a need: who can open it, what it says to them, and its end. To everybody else only that it is there.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";

import type { CaseMark, ItemRow } from "../../../../bindings";
import { Button } from "../../../../components/Button";
import { Section } from "../../../../components/Page";
import { Said } from "../../../../components/UserText";
import { useHead } from "../../../../state/board";
import { CaseDialog } from "./CaseDialog";
import { CaseInside } from "./CaseInside";

interface CasePartProps {
  readonly board: string;
  readonly row: ItemRow;
  readonly mark: CaseMark | null;
}

export function CasePart({ board, row, mark }: CasePartProps) {
  const { t } = useLingui();
  const [writing, setWriting] = useState(false);
  const [open, setOpen] = useState(false);
  const mayMake = useHead(board)?.may.moderate ?? false;
  if (row.kind !== "need" || (mark === null && (!mayMake || row.archived))) return null;
  const dialog = <CaseDialog board={board} item={row.item} title={row.title} record={null} isOpen={writing} onClose={() => setWriting(false)} />;
  if (mark === null) {
    return (
      <Section title={t`Name and address`}>
        <p className="text-sm text-text-2"><Trans>Seal who needs it and where: only coordinators and whoever has claimed the job can open it.</Trans></p>
        <div><Button icon={Lock} onPress={() => setWriting(true)}><Trans>Seal name and address…</Trans></Button></div>
        {dialog}
      </Section>
    );
  }
  return (
    <section aria-label={t`Name and address`} data-testid="case" className="card flex flex-col gap-3 rounded-lg border border-border bg-surface-2 p-4">
      <div className="flex items-start gap-3">
        {open ? <LockOpen aria-hidden size="1.25rem" className="mt-0.5 shrink-0" /> : <Lock aria-hidden size="1.25rem" className="mt-0.5 shrink-0" />}
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <h2 className="font-semibold"><Trans>Name and address</Trans></h2>
          <Who mark={mark} />
        </div>
        {mark.mine && !mark.erased && (
          <Button aria-expanded={open} onPress={() => setOpen(!open)}>{open ? <Trans>Close</Trans> : <Trans>Open</Trans>}</Button>
        )}
      </div>
      {open && mark.mine && !mark.erased && <CaseInside board={board} row={row} />}
    </section>
  );
}

/** "5 people can open this: …" */
function Who({ mark }: { mark: CaseMark }) {
  const { i18n } = useLingui();
  if (mark.erased) return <p className="text-sm text-text-2"><Trans>What was sealed here is erased for good.</Trans></p>;
  const names = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(mark.openers);
  return (
    <>
      <p className="text-sm">
        <strong><Plural value={mark.openers.length} one="# person can open this" other="# people can open this" /></strong>
        {names !== "" && <>{": "}<Said text={names} /></>}
      </p>
      {!mark.mine && <p className="text-sm text-text-2"><Trans>You cannot. Claim the job, or ask a coordinator.</Trans></p>}
    </>
  );
}
