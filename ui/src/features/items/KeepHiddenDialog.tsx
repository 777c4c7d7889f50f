// The answer that something stays hidden: with a reason, and words for whoever asked.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { HideReason, ItemRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { TextInput } from "../../components/Inputs";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { HIDE_REASON } from "../../words/trust";

interface KeepHiddenDialogProps {
  readonly board: string;
  /** What is asked about; `null` shows nothing. */
  readonly row: ItemRow | null;
  readonly onClose: () => void;
}

/** The core takes 512 bytes. */
const NOTE_LENGTH = 170;

export function KeepHiddenDialog({ row, ...rest }: KeepHiddenDialogProps) {
  const { t } = useLingui();
  const title = row?.title ?? "";
  return (
    <Dialog title={t`Keep “${title}” hidden?`} isOpen={row !== null} onClose={rest.onClose}>
      {row !== null && <Form row={row} {...rest} />}
    </Dialog>
  );
}

function Form({ board, row, onClose }: KeepHiddenDialogProps & { readonly row: ItemRow }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [reason, setReason] = useState<HideReason>(row.hiddenForAll?.reason ?? "houseRules");
  const [note, setNote] = useState("");
  const options = (Object.keys(HIDE_REASON) as HideReason[]).map((id) => ({ id, text: i18n._(HIDE_REASON[id]) }));
  const { run: keep, busy } = useOnce(() => {
    const said = note.trim() === "" ? null : note.trim();
    return act({ type: "keepHidden", board, item: row.item, reason, note: said }, () => {
      announcements.tell(t`It stays hidden, and they are told why.`);
      onClose();
    });
  });
  return (
    <>
      <Choice label={t`Why`} options={options} value={reason} onChange={setReason} />
      <TextInput label={t`In your words (optional)`} help={t`Whoever asked reads this.`} value={note} onChange={setNote} maxLength={NOTE_LENGTH} />
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="primary" isDisabled={busy} onPress={keep}><Trans>Keep it hidden</Trans></Button>
      </DialogButtons>
    </>
  );
}
