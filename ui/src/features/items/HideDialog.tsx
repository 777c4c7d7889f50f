// Before something is hidden for everybody: what that does, and why it is done.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { HideReason, ItemRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { HIDE_REASON } from "../../words/trust";

interface HideDialogProps {
  /** What is asked about; `null` shows nothing. */
  readonly row: ItemRow | null;
  readonly onClose: () => void;
  readonly onHide: (row: ItemRow, reason: HideReason) => void;
}

export function HideDialog({ row, ...rest }: HideDialogProps) {
  const { t } = useLingui();
  const title = row?.title ?? "";
  return (
    <Dialog title={t`Hide “${title}” for everybody?`} isOpen={row !== null} onClose={rest.onClose}>
      {row !== null && <HideForm row={row} {...rest} />}
    </Dialog>
  );
}

function HideForm({ row, onClose, onHide }: HideDialogProps & { readonly row: ItemRow }) {
  const { t, i18n } = useLingui();
  const [reason, setReason] = useState<HideReason>("houseRules");
  const options = (Object.keys(HIDE_REASON) as HideReason[]).map((id) => ({ id, text: i18n._(HIDE_REASON[id]) }));
  return (
    <>
      <p><Trans>It is folded away for everybody, with your name and the reason. Nothing is deleted: under Filter, “Hidden” shows it, and it can be shown again.</Trans></p>
      <Choice label={t`Why`} options={options} value={reason} onChange={setReason} />
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" onPress={() => onHide(row, reason)}><Trans>Hide for everybody</Trans></Button>
      </DialogButtons>
    </>
  );
}
