// The form for a new need, offer, supply or site. What is typed survives closing and a crash, until it is added.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemKind } from "../../bindings";
import { Button } from "../../components/Button";
import { DialogButtons } from "../../components/Dialog";
import { ErrorSummary, type FormProblem } from "../../components/ErrorSummary";
import { FieldInput } from "../../components/FieldInput";
import { Note } from "../../components/Page";
import { useCore } from "../../state/core";
import { useUndo } from "../../state/undo";
import { errorWords } from "../../words/errors";
import { fieldWord } from "../../words/names";
import { addKey, filled, readTyped, writeTyped } from "./addDraft";
import { type FieldForm, FORM, HALF } from "./fields";
import { formProblems } from "./formProblems";
import { asAppError } from "../../state/failure";

interface AddItemProps {
  readonly board: string;
  readonly kind: ItemKind;
  /** It is added, or kept until the board is checked. */
  readonly onDone: () => void;
  /** Closes the form; what is typed stays kept. */
  readonly onCancel: () => void;
}

export function AddItem({ board, kind, onDone, onCancel }: AddItemProps) {
  const { t, i18n } = useLingui();
  const { backend, drafts, announcements } = useCore();
  const undo = useUndo(board);
  const key = addKey(board, kind);
  const [typed, setTyped] = useState(() => readTyped(drafts.get(key)));
  const [brought, setBrought] = useState(() => Object.keys(filled(kind, typed)).length > 0);
  const [problems, setProblems] = useState<readonly FormProblem[]>([]);
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [more, setMore] = useState(() => FORM[kind].some((form) => form.rare && typed[form.field]));
  const [adding, setAdding] = useState(false);

  const type = (field: string, text: string) => {
    const next = { ...typed, [field]: text };
    setTyped(next);
    drafts.set(key, writeTyped(next));
    // At the field it is gone with the first letter; the list stays as it was told.
    setWrong((now) => Object.fromEntries(Object.entries(now).filter(([wrongField]) => wrongField !== field)));
    if (problems.length === 1) setProblems([]);
  };
  const refuse = (found: readonly { readonly field: string | null; readonly text: string }[]) => {
    if (FORM[kind].some((form) => form.rare && found.some(({ field }) => field === form.field))) setMore(true);
    setWrong(Object.fromEntries(found.flatMap(({ field, text }) => (field === null ? [] : [[field, text]]))));
    setProblems(found.map(({ field, text }) => ({ field, text, label: field === null ? null : i18n._(fieldWord(field, kind)) })));
  };
  const add = async () => {
    if (adding) return;
    const title = (typed["title"] ?? "").trim();
    const found = formProblems(i18n, kind, typed);
    if (found.length > 0) return refuse(found);
    setProblems([]);
    setAdding(true);
    try {
      const outcome = await backend.dispatch({ type: "addItem", board, kind, fields: filled(kind, typed) });
      drafts.discard(key);
      if (outcome.type === "kept") announcements.tell(t`“${title}” is kept on this computer until the board is checked.`);
      else announcements.tell(t`Added “${title}”.`, undo);
      onDone();
    } catch (error) {
      const refusal = asAppError(error);
      refuse([{ field: refusal.code === "badField" ? (refusal.details["field"] ?? null) : null, text: i18n._(errorWords(refusal)) }]);
    } finally {
      setAdding(false);
    }
  };
  const discard = () => {
    drafts.discard(key);
    setTyped({});
    setWrong({});
    setProblems([]);
    setBrought(false);
  };

  const show = (form: FieldForm) => (
    <AddField
      key={form.field}
      board={board}
      kind={kind}
      form={form}
      value={typed[form.field] ?? ""}
      error={wrong[form.field] ?? null}
      onChange={(text) => type(form.field, text)}
      onEnter={() => void add()}
    />
  );
  const rare = FORM[kind].filter((form) => form.rare);
  return (
    <div className="@container flex flex-col gap-4" data-testid={`add-${kind}`}>
      {brought && (
        <Note tone="calm">
          <p role="status"><Trans>Brought back what you typed. It is not saved yet.</Trans></p>
          <div><Button onPress={discard}><Trans>Discard</Trans></Button></div>
        </Note>
      )}
      <ErrorSummary problems={problems} />
      <div className="grid grid-cols-1 gap-4 @min-[20rem]:grid-cols-2">{FORM[kind].filter((form) => !form.rare).map(show)}</div>
      <Button weight="quiet" aria-expanded={more} onPress={() => setMore(!more)}>
        {more ? <Trans>Less</Trans> : <Trans>More</Trans>}
      </Button>
      {more && <div className="grid grid-cols-1 gap-4 @min-[20rem]:grid-cols-2">{rare.map(show)}</div>}
      <DialogButtons>
        <Button onPress={onCancel}><Trans>Cancel</Trans></Button>
        <Button weight="primary" onPress={() => void add()}><AddWords kind={kind} /></Button>
      </DialogButtons>
    </div>
  );
}

function AddWords({ kind }: { kind: ItemKind }) {
  switch (kind) {
    case "need": return <Trans>Add the need</Trans>;
    case "offer": return <Trans>Add the offer</Trans>;
    case "supply": return <Trans>Add the supply</Trans>;
    case "site": return <Trans>Add the site</Trans>;
  }
}

interface AddFieldProps {
  readonly board: string;
  readonly kind: ItemKind;
  readonly form: FieldForm;
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (text: string) => void;
  readonly onEnter: () => void;
}

function AddField({ board, kind, form, ...rest }: AddFieldProps) {
  const { t, i18n } = useLingui();
  const word = i18n._(fieldWord(form.field, kind));
  const label = form.field === "title" ? word : t`${word} (optional)`;
  return (
    <div data-field={form.field} className={`flex min-w-0 flex-col gap-1 ${HALF.has(form.field) ? "" : "col-span-full"}`}>
      <FieldInput
        board={board} field={form.field} shape={form.shape} choices={form.choices} label={label}
        autoFocus={form.field === "title"} {...rest}
      />
    </div>
  );
}
