// Another way to keep the key, or another passphrase. The old way holds until the new one is proven to open.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError, VaultEntry, VaultWay } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { KeyForm } from "../../components/KeyForm";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";

interface KeyDialogProps {
  readonly way: VaultWay;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** The way that is there comes last: whoever opens this wants another. */
const WAYS: Record<VaultWay, readonly VaultWay[]> = {
  keyring: ["passphrase", "keyring", "plainFile"],
  passphrase: ["passphrase", "keyring", "plainFile"],
  plainFile: ["keyring", "passphrase", "plainFile"],
};

export function KeyDialog({ way, isOpen, onClose, onChanged }: KeyDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog title={way === "plainFile" ? t`Lock your boards` : t`Change the lock`} isOpen={isOpen} onClose={onClose}>
      {isOpen && <Form way={way} onClose={onClose} onChanged={onChanged} />}
    </Dialog>
  );
}

function Form({ way, onClose, onChanged }: Omit<KeyDialogProps, "isOpen">) {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const change = async (entry: VaultEntry) => {
    setBusy(true);
    setError(null);
    try {
      await backend.dispatch({ type: "changeVault", entry });
      announcements.tell(t`Changed. It holds from now on.`);
      onChanged();
      onClose();
    } catch (reason) {
      setError(asAppError(reason));
      setBusy(false);
    }
  };
  const ways = WAYS[way].filter((one) => one !== way || one === "passphrase");
  return (
    <>
      <KeyForm ways={ways} busy={busy} error={error} onChoose={(entry) => void change(entry)}>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
      </KeyForm>
      {way === "passphrase" && <p className="text-sm text-text-2"><Trans>A copy of this computer’s data that was made before still opens with the passphrase of then.</Trans></p>}
    </>
  );
}
