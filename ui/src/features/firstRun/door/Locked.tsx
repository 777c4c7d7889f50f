// The lock: a passphrase opens it.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../../components/Button";
import { SecretInput } from "../../../components/SecretInput";
import { errorWords } from "../../../words/errors";
import { Alone } from "../Alone";
import type { DoorWork } from "./useDoor";

export function Locked({ door }: { door: DoorWork }) {
  const { t, i18n } = useLingui();
  const [typed, setTyped] = useState("");
  const { error, busy, refusals } = door;
  // A refusal stands until something else is typed.
  const [read, setRead] = useState(0);
  const wrong = !busy && error.code === "passphraseWrong" && refusals > read;
  const type = (text: string) => {
    setTyped(text);
    setRead(refusals);
  };
  const open = () => {
    if (typed !== "") door.open({ passphrase: typed });
  };
  return (
    <Alone title={t`Your boards are locked`} focus={false}>
      <SecretInput
        label={t`Passphrase`} value={typed} onChange={type} onEnter={open} autoFocus
        error={wrong ? i18n._(errorWords(error)) : null} foundWrong={wrong ? refusals : 0}
      />
      <div className="flex flex-wrap gap-3" aria-live="polite">
        <Button weight="primary" isDisabled={busy || typed === ""} onPress={open}>{busy ? <Trans>Opening…</Trans> : <Trans>Open</Trans>}</Button>
        <Button weight="quiet" isDisabled={busy} onPress={() => door.show("aside")}><Trans>I have forgotten it</Trans></Button>
      </div>
    </Alone>
  );
}
