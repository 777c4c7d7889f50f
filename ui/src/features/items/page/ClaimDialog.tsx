// How much of it: asked only where a quantity is needed or offered. Empty is all of it.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemRow } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Dialog, DialogButtons } from "../../../components/Dialog";
import { TextInput } from "../../../components/Inputs";
import { wholeNumber } from "../supplies/wholeNumber";

interface ClaimDialogProps {
  readonly row: ItemRow;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onClaim: (quantity: number | null) => void;
}

export function ClaimDialog({ row, isOpen, ...rest }: ClaimDialogProps) {
  const { t } = useLingui();
  const { title } = row;
  return (
    <Dialog title={t`Claim “${title}”`} isOpen={isOpen} onClose={rest.onClose}>
      <ClaimForm row={row} {...rest} />
    </Dialog>
  );
}

function ClaimForm({ row, onClose, onClaim }: Omit<ClaimDialogProps, "isOpen">) {
  const { t, i18n } = useLingui();
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const left = row.remaining === null ? null : i18n.number(Math.max(0, row.remaining));
  const claim = () => {
    if (text.trim() === "") return onClaim(null);
    const quantity = wholeNumber(text);
    if (quantity === null || quantity === 0) return setError(t`Type a whole number, 1 or more.`);
    onClaim(quantity);
  };
  return (
    <>
      <TextInput
        label={t`How many (optional)`}
        help={left === null ? t`Leave it empty for all of it.` : t`Leave it empty for all of it. ${left} are left.`}
        inputMode="numeric"
        value={text}
        onChange={(typed) => {
          setText(typed);
          setError(null);
        }}
        onEnter={claim}
        error={error}
        autoFocus
      />
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="primary" onPress={claim}><Trans>Claim</Trans></Button>
      </DialogButtons>
    </>
  );
}
