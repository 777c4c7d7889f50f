// What is sealed: who, where, how to reach them. Kept as no draft: it stands nowhere in the clear.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError, CaseRecord } from "../../../../bindings";
import { Button } from "../../../../components/Button";
import { Dialog, DialogButtons } from "../../../../components/Dialog";
import { TextInput } from "../../../../components/Inputs";
import { Note } from "../../../../components/Page";
import { useCore } from "../../../../state/core";
import { asAppError } from "../../../../state/failure";
import { useOnce } from "../../../../state/once";
import { errorWords } from "../../../../words/errors";
import { CASE_FIELDS } from "./caseFields";

interface CaseDialogProps {
  readonly board: string;
  readonly item: string;
  readonly title: string;
  /** What stands there; `null` for a new one. */
  readonly record: CaseRecord | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function CaseDialog({ isOpen, ...rest }: CaseDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog title={rest.record === null ? t`Seal name and address` : t`Change what is sealed`} isOpen={isOpen} onClose={rest.onClose}>
      {isOpen && <Form {...rest} />}
    </Dialog>
  );
}

function Form({ board, item, title, record, onClose }: Omit<CaseDialogProps, "isOpen">) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({ ...record?.fields });
  const [nameless, setNameless] = useState(0);
  const [error, setError] = useState<AppError | null>(null);
  const { run: save, busy } = useOnce(async () => {
    const said = CASE_FIELDS.map(({ field }): [string, string] => [field, (typed[field] ?? "").trim()]);
    // What was emptied goes out empty; what never stood there is left out.
    const fields = said.filter(([field, text]) => text !== "" || record?.fields[field] !== undefined);
    if ((typed["name"] ?? "").trim() === "") return setNameless((times) => times + 1);
    try {
      await backend.dispatch({ type: "saveCase", board, item, fields: Object.fromEntries(fields) });
      announcements.tell(t`Sealed.`);
      onClose();
    } catch (reason) {
      setError(asAppError(reason));
    }
    return undefined;
  });
  const refusal = error === null ? null : i18n._(errorWords(error));
  return (
    <>
      <p>
        <Trans>For “{title}”. Coordinators and whoever has claimed the job can read this, nobody else; the title stays readable for everybody. It is erased some time after the job is done.</Trans>
      </p>
      {CASE_FIELDS.map(({ field, label, lines }, at) => (
        <TextInput
          key={field} label={i18n._(label)} lines={lines} value={typed[field] ?? ""} autoFocus={at === 0}
          onChange={(text) => { setTyped({ ...typed, [field]: text }); setNameless(0); setError(null); }}
          {...(field === "name" ? { error: nameless > 0 ? t`Type a name, such as of the person or the household.` : null, foundWrong: nameless } : {})}
        />
      ))}
      {refusal !== null && <Note tone="danger"><p role="alert">{refusal}</p></Note>}
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="primary" isDisabled={busy} onPress={save}><Trans>Seal it</Trans></Button>
      </DialogButtons>
    </>
  );
}
