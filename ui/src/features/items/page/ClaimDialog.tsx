// How much of it: asked only where a quantity is needed or offered. Empty is all of it. What is typed survives closing and
// a crash, until it is claimed.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemRow } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Dialog, DialogButtons } from "../../../components/Dialog";
import { TextInput } from "../../../components/Inputs";
import { useCore } from "../../../state/core";
import { wholeNumber } from "../supplies/wholeNumber";

interface ClaimDialogProps {
  readonly row: ItemRow;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `done` is called once the claim is saved. */
  readonly onClaim: (quantity: number | null, done: () => void) => void;
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
  const { drafts } = useCore();
  const key = `claim:${row.item}`;
  const [text, setText] = useState(() => drafts.get(key) ?? "");
  const [error, setError] = useState<string | null>(null);
  const left = row.remaining === null ? null : i18n.number(Math.max(0, row.remaining));
  const forget = () => drafts.discard(key);
  const cancel = () => {
    forget();
    onClose();
  };
  const claim = () => {
    if (text.trim() === "") return onClaim(null, forget);
    const quantity = wholeNumber(text);
    if (quantity === null || quantity === 0) return setError(t`Type a whole number, 1 or more.`);
    onClaim(quantity, forget);
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
          if (typed === "") forget();
          else drafts.set(key, typed);
          setError(null);
        }}
        onEnter={claim}
        error={error}
        autoFocus
      />
      <DialogButtons>
        <Button onPress={cancel}><Trans>Cancel</Trans></Button>
        <Button weight="primary" onPress={claim}><Trans>Claim</Trans></Button>
      </DialogButtons>
    </>
  );
}
