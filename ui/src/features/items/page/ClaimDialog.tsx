// How much of it: asked only where several are needed or offered. Empty is all of it; the button says what it will do. What
// is typed survives closing and a crash, until it is claimed.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemRow } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Dialog, DialogButtons } from "../../../components/Dialog";
import { TextInput } from "../../../components/Inputs";
import { Note } from "../../../components/Page";
import { useCore } from "../../../state/core";
import { wholeNumber } from "../supplies/wholeNumber";

interface ClaimDialogProps {
  /** What is asked about; `null` shows nothing. */
  readonly row: ItemRow | null;
  readonly onClose: () => void;
  /** `done` is called once the claim is saved. */
  readonly onClaim: (row: ItemRow, quantity: number | null, done: () => void) => void;
}

export function ClaimDialog({ row, ...rest }: ClaimDialogProps) {
  const { t } = useLingui();
  const title = row?.title ?? "";
  return (
    <Dialog title={t`Claim “${title}”`} isOpen={row !== null} onClose={rest.onClose}>
      {row !== null && <ClaimForm row={row} {...rest} />}
    </Dialog>
  );
}

function ClaimForm({ row, onClose, onClaim }: ClaimDialogProps & { readonly row: ItemRow }) {
  const { t, i18n } = useLingui();
  const { drafts } = useCore();
  const key = `claim:${row.item}`;
  const [text, setText] = useState(() => drafts.get(key) ?? "");
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const left = row.remaining === null ? null : Math.max(0, row.remaining);
  const quantity = text.trim() === "" ? null : wholeNumber(text);
  const tooMany = left !== null && (quantity ?? 1) > left;
  const forget = () => drafts.discard(key);
  const cancel = () => {
    forget();
    onClose();
  };
  const type = (typed: string) => {
    setText(typed);
    if (typed === "") forget();
    else drafts.set(key, typed);
    setError(null);
    setAsked(false);
  };
  const claim = () => {
    if (text.trim() !== "" && (quantity === null || quantity === 0)) return setError(t`Type a whole number, 1 or more.`);
    if (tooMany && !asked) return setAsked(true);
    onClaim(row, quantity, forget);
  };
  const there = left === null ? null : i18n.number(left);
  return (
    <>
      <TextInput
        label={t`How many (optional)`}
        help={there === null ? t`Leave it empty for all of it.` : t`Leave it empty for all of it. ${there} are left.`}
        inputMode="numeric"
        value={text}
        onChange={type}
        onEnter={claim}
        error={error}
        autoFocus
      />
      {asked && left !== null && <div role="alert"><Note><p><Over left={left} quantity={quantity} /></p></Note></div>}
      <DialogButtons>
        <Button onPress={cancel}><Trans>Cancel</Trans></Button>
        <Button weight="primary" onPress={claim}><ClaimWords quantity={quantity} left={left} anyway={asked} /></Button>
      </DialogButtons>
    </>
  );
}

function Over({ left, quantity }: { left: number; quantity: number | null }) {
  const { i18n } = useLingui();
  const there = i18n.number(left);
  if (left === 0 && quantity === null) return <Trans>All of it is claimed already. Claim it too?</Trans>;
  const wanted = i18n.number(quantity ?? 0);
  if (left === 0) return <Trans>All of it is claimed already. Claim {wanted} anyway?</Trans>;
  return <Trans>Only {there} are left. Claim {wanted} anyway?</Trans>;
}

function ClaimWords({ quantity, left, anyway }: { quantity: number | null; left: number | null; anyway: boolean }) {
  const { i18n } = useLingui();
  if (anyway) return <Trans>Claim anyway</Trans>;
  if (quantity !== null && quantity > 0) {
    const amount = i18n.number(quantity);
    return <Trans>Claim {amount}</Trans>;
  }
  if (left === null || left === 0) return <Trans>Claim all of it</Trans>;
  const all = i18n.number(left);
  return <Trans>Claim all {all}</Trans>;
}
