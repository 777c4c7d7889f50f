// The page of one need, offer, supply or site, beside the list or over it: its fields, who does it, what was said.

import { Trans, useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useEffect, useState } from "react";

import type { FieldView, ItemKind, ItemView } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Column, Empty, Note, useTitle } from "../../../components/Page";
import { useIsOut } from "../../../state/board";
import { rowsOf, useCore, useView } from "../../../state/core";
import { useWide } from "../../../state/wide";
import { noticeWord } from "../../../words/names";
import { OUT } from "../../../words/status";
import { EditingNote } from "../Editing";
import { isPromise, useItemActions } from "../useItemActions";
import { AttachmentsPart } from "./AttachmentsPart";
import { CasePart } from "./case/CasePart";
import { ClaimsPart } from "./ClaimsPart";
import { CommentBegun } from "./CommentBegun";
import { CommentsPart } from "./CommentsPart";
import { HiddenNotes } from "./HiddenNotes";
import { HistoryPart } from "./HistoryPart";
import { Holders } from "./Holders";
import { ItemField } from "./ItemField";
import { ItemHead } from "./ItemHead";
import { KeptNotes } from "./KeptNotes";
import { NewerField } from "./NewerField";
import { StockPart } from "./StockPart";
import { useSaving } from "./useSaving";

interface ItemPageProps {
  readonly board: string;
  readonly item: string;
  readonly onClose: () => void;
  /** What was shown is not on the board any more, such as after undoing that it was added. */
  readonly onGone: () => void;
}

export function ItemPage({ board, item, onClose, onGone }: ItemPageProps) {
  const { t } = useLingui();
  const content = useView({ type: "item", board, item });
  const view = rowsOf(content, "itemPage")[0];
  const [seen, setSeen] = useState(false);
  if (view !== undefined && !seen) setSeen(true);
  const gone = seen && view === undefined && content.phase !== "loading";
  useEffect(() => {
    if (gone) onGone();
  }, [gone, onGone]);
  if (view === undefined) {
    if (content.phase === "loading") return <div data-testid="item-page" aria-busy className="p-4" />;
    return (
      <Column>
        <Empty text={t`This is not on the board, or has not arrived yet.`}>
          <Button onPress={onClose}><Trans>Close</Trans></Button>
        </Empty>
      </Column>
    );
  }
  return <Shown board={board} view={view} onClose={onClose} />;
}

function Shown({ board, view, onClose }: { board: string; view: ItemView; onClose: () => void }) {
  const { i18n } = useLingui();
  const [now] = useState(() => Date.now());
  const saving = useSaving();
  const { open } = useCore();
  // A page that goes takes its fields along without a word.
  useEffect(() => () => open.editing(null), [open]);
  const out = useIsOut(board);
  useTitle(useWide() ? null : view.row.title);
  const actions = useItemActions(board);
  const { row } = view;
  const { item } = row;
  const mayEdit = view.mayEdit && actions.mayWrite;
  const close = () => {
    onClose();
    focusRow(row.code);
  };
  const onKeyDown = (key: KeyboardEvent<HTMLElement>) => {
    // Keys of menus and dialogs arrive here too; only those pressed on the page itself close it.
    const own = key.target instanceof Node && key.currentTarget.contains(key.target);
    if (key.key === "Escape" && own && !key.defaultPrevented) close();
  };
  return (
    <div data-testid="item-page" data-item={item} onKeyDownCapture={onKeyDown} className="@container flex flex-col gap-6 p-4">
      <ItemHead view={view} actions={actions} saving={saving} now={now} onClose={close} />
      {actions.mayWrite && <CommentBegun board={board} item={item} />}
      <HiddenNotes row={row} actions={actions} />
      <KeptNotes view={view} />
      {view.newer === true && (
        <Note tone="calm">
          <p data-testid="newer-part"><Trans>A part of this was written with a newer version of Manyhands. It is kept as it is. Update to see and edit all of it.</Trans></p>
        </Note>
      )}
      {view.notices.map((notice) => (
        <Note key={notice} tone={notice === "belowZero" ? "danger" : "warn"}>
          <p data-testid={`notice-${notice}`}>{i18n._(noticeWord(notice, row.remaining))}</p>
        </Note>
      ))}
      {row.kind === "supply" && <StockPart board={board} view={view} mayWrite={actions.mayWrite} now={now} />}
      {isPromise(row) && <ClaimsPart view={view} actions={actions} now={now} />}
      <CasePart board={board} row={row} mark={view.case} />
      <div
        className="grid grid-cols-1 gap-4 @min-[20rem]:grid-cols-2"
        onFocusCapture={() => mayEdit && open.editing(item)}
        onBlurCapture={(event) => event.currentTarget.contains(event.relatedTarget) || open.editing(null)}
      >
        {view.fields.filter((field) => isShown(row.kind, field)).map((field) => field.newer === true ? <NewerField key={field.field} field={field.field} kind={row.kind} /> : (
          <ItemField key={field.field} board={board} item={item} kind={row.kind} view={field} mayEdit={mayEdit} saving={saving} />
        ))}
      </div>
      <EditingNote item={item} />
      {actions.dialog}
      <AttachmentsPart board={board} item={item} hasCase={view.case !== null && view.case !== undefined} mayWrite={actions.mayWrite} now={now} />
      <CommentsPart board={board} item={item} comments={view.comments} mayWrite={actions.mayWrite} now={now} />
      <HistoryPart board={board} view={view} now={now} />
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-border pt-4">
        {out ? <p className="text-sm text-text-2" data-testid="item-saved">{i18n._(OUT.pill)}</p> : <Holders view={view} now={now} />}
        {mayEdit && (row.archived ? (
          <Button onPress={() => actions.restore(row)}><Trans>Restore</Trans></Button>
        ) : (
          <Button onPress={() => actions.archive(row, close)}><Trans>Archive</Trans></Button>
        ))}
      </div>
    </div>
  );
}

/** The reference of an imported list is for importing again; an offer has no urgency, unless a list brought one. */
function isShown(kind: ItemKind, { field, value }: FieldView): boolean {
  return field !== "importRef" && (field !== "urgency" || kind !== "offer" || value !== null);
}

/** Back to the row that was opened, as soon as the list is there again. */
function focusRow(code: string): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>(`[data-item-code="${CSS.escape(code)}"]`)?.focus();
    });
  });
}
