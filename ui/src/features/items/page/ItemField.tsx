// One field of the page: the control, what went wrong with it, and its two versions if there are several.

import { Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useRef } from "react";

import type { AppError, FieldView, ItemKind } from "../../../bindings";
import { Button } from "../../../components/Button";
import { isDay } from "../../../components/dayText";
import { FieldInput, useSites } from "../../../components/FieldInput";
import { Note } from "../../../components/Page";
import { errorWords } from "../../../words/errors";
import { fieldWord } from "../../../words/names";
import { HALF } from "../fields";
import { ChangedMeanwhile } from "./ChangedMeanwhile";
import type { Typing } from "./fieldEditor";
import { TwoVersions } from "./TwoVersions";
import { useFieldEditor } from "./useFieldEditor";
import type { Saving } from "./useSaving";
import { valueWords } from "./values";

interface ItemFieldProps {
  readonly board: string;
  readonly item: string;
  readonly kind: ItemKind;
  readonly view: FieldView;
  readonly mayEdit: boolean;
  readonly saving: Saving;
}

export function ItemField({ board, item, kind, view, mayEdit, saving }: ItemFieldProps) {
  const { t, i18n } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  const sites = useSites(board);
  const { field, shape, choices } = view;
  const value = view.value ?? "";
  const core = useMemo(() => ({ value: view.value ?? "", stood: view.stood }), [view]);
  const { editor, state } = useFieldEditor({ board, item, field }, core, mayEdit, saving, TYPING[shape]);
  const listed = shape === "choice" || shape === "site";
  const type = (text: string) => {
    editor.type(text);
    if (listed) void editor.commit();
  };
  // Beside text that cannot be saved, what stands saved is said.
  const saved = state.error === null && !state.offered ? null : valueWords(i18n, field, shape, sites, view.value);
  const changed = state.error?.code === "changedSince" ? state.error : null;
  const refused = changed === null ? state.error : null;
  const back = () => {
    editor.reset();
    box.current?.querySelector<HTMLElement>("input, textarea, button")?.focus();
  };
  return (
    <div
      ref={box}
      data-field={field}
      className={`flex min-w-0 flex-col gap-1 ${HALF.has(field) && view.versions.length < 2 ? "" : "col-span-full"}`}
      onFocusCapture={() => mayEdit && editor.focus()}
      // To the calendar of the same field is not away from it.
      onBlurCapture={(event) => mayEdit && !event.currentTarget.contains(event.relatedTarget) && editor.blur()}
    >
      <FieldInput
        board={board} field={field} shape={shape} choices={choices}
        label={i18n._(fieldWord(field, kind))}
        value={state.text ?? value}
        onChange={type}
        onEnter={() => void editor.keep()}
        onChosen={() => void editor.commit()}
        error={refused === null ? null : i18n._(errorWords(refused))}
        isReadOnly={!mayEdit}
        {...(saved === null ? {} : { help: t`Saved until now: “${saved}”` })}
      />
      {state.offered && mayEdit && <BroughtBack label={i18n._(fieldWord(field, kind))} onKeep={() => void editor.keep()} onDiscard={back} />}
      {changed !== null && mayEdit && (
        <ChangedMeanwhile field={field} person={changed.details["person"] ?? ""} onMine={() => editor.keepMine()} onTheirs={back} />
      )}
      <TwoVersions board={board} item={item} view={view} sites={sites} mayEdit={mayEdit} saving={saving} onChosen={back} />
    </div>
  );
}

/** What was typed before the window closed or died: shown, and saved once the person says so. */
function BroughtBack({ label, onKeep, onDiscard }: { label: string; onKeep: () => void; onDiscard: () => void }) {
  const { t } = useLingui();
  return (
    <div role="group" aria-label={t`${label}: brought back`}>
      <Note tone="calm">
        <p role="status"><Trans>Brought back what you typed. It is not saved yet.</Trans></p>
        <div className="flex flex-wrap gap-2">
          <Button onPress={onKeep}><Trans>Keep</Trans></Button>
          <Button onPress={onDiscard}><Trans>Discard</Trans></Button>
        </div>
      </Note>
    </div>
  );
}

const NOT_A_DATE: AppError = { code: "badField", message: "", details: { why: "notADate" } };
const TYPING: Readonly<Record<string, Typing>> = {
  date: { check: (text) => (text === "" || isDay(text) ? null : NOT_A_DATE), atPause: false },
};
