// What a sealed case says, to who can open it: the household, who could open it before, and when it is going to be erased.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { CaseRecord, CaseView, ItemRow } from "../../../../bindings";
import { Button } from "../../../../components/Button";
import { Chip } from "../../../../components/Chip";
import { Said } from "../../../../components/UserText";
import { rowsOf, useAct, useCore, useView } from "../../../../state/core";
import { useOnce } from "../../../../state/once";
import { when } from "../../../../words/time";
import { CaseDialog } from "./CaseDialog";
import { EraseDialog } from "./EraseDialog";
import { CASE_FIELDS } from "./caseFields";

export function CaseInside({ board, row }: { board: string; row: ItemRow }) {
  const content = useView({ type: "case", board, item: row.item });
  const view = rowsOf(content, "case")[0];
  if (view === undefined) return content.phase === "loading" ? <p aria-busy /> : <p><Trans>This has not arrived on this computer yet.</Trans></p>;
  return <Inside board={board} row={row} view={view} />;
}

function Inside({ board, row, view }: { board: string; row: ItemRow; view: CaseView }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [asked, setAsked] = useState<"edit" | "erase" | null>(null);
  const [edited, setEdited] = useState<CaseRecord | null>(null);
  const [now] = useState(() => Date.now());
  const day = (at: number) => new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long" }).format(at);
  const { run: finish, busy } = useOnce(() => act({ type: "closeCase", board, item: row.item }, (outcome) => {
    const on = outcome.type === "caseClosed" ? day(outcome.eraseAt) : "";
    announcements.tell(t`The job is done. Name and address are erased on ${on}.`);
  }));
  const earlier = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(view.earlier);
  const eraseOn = view.eraseAt === null ? null : day(view.eraseAt);
  return (
    <>
      {view.records.map((record) => (
        <div key={record.record} className="flex flex-col gap-2" data-testid="case-record">
          <dl className="grid gap-x-4 gap-y-1 @min-[20rem]:grid-cols-[minmax(6rem,auto)_1fr]">
            {CASE_FIELDS.filter(({ field }) => record.fields[field] !== undefined).map(({ field, label }) => (
              <Line key={field} label={i18n._(label)} text={record.fields[field] ?? ""} two={record.twoVersions.includes(field)} />
            ))}
          </dl>
          <p className="text-sm text-text-2"><Made record={record} now={now} /></p>
          {record.mayEdit && <div><Button onPress={() => { setEdited(record); setAsked("edit"); }}><Trans>Change it…</Trans></Button></div>}
        </div>
      ))}
      {earlier !== "" && <p className="text-sm text-text-2"><Trans>Could open it before, and keep what they have seen: <Said text={earlier} />.</Trans></p>}
      {eraseOn !== null && <p className="text-sm"><Trans>It is going to be erased on {eraseOn}.</Trans></p>}
      <div className="flex flex-wrap gap-2">
        {row.state !== "delivered" && !row.archived && <Button isDisabled={busy} onPress={finish}><Trans>The job is done</Trans></Button>}
        {view.mark.mayKeep && <Button weight="danger" onPress={() => setAsked("erase")}><Trans>Erase it now…</Trans></Button>}
      </div>
      <CaseDialog board={board} item={row.item} title={row.title} record={edited} isOpen={asked === "edit"} onClose={() => setAsked(null)} />
      <EraseDialog board={board} item={row.item} title={row.title} isOpen={asked === "erase"} onClose={() => setAsked(null)} />
    </>
  );
}

function Line({ label, text, two }: { label: string; text: string; two: boolean }) {
  return (
    <>
      <dt className="text-sm text-text-2">{label}</dt>
      <dd dir="auto" className="wrap-anywhere whitespace-pre-wrap">
        {text}{two && <>{" "}<Chip tone="warn"><Trans>2 versions</Trans></Chip></>}
      </dd>
    </>
  );
}

function Made({ record, now }: { record: CaseRecord; now: number }) {
  const { i18n } = useLingui();
  const at = when(i18n.locale, record.madeAt, now);
  return <Trans>Sealed by <Said text={record.madeBy} />, {at}</Trans>;
}

