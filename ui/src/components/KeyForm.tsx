// How the key to the boards is kept: the choice, what each way means, and the passphrase where it is one.

import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useEffect, useRef, useState } from "react";

import type { AppError, VaultEntry, VaultWay } from "../bindings";
import { keepWords } from "../words/errors";
import { Button } from "./Button";
import { Choice } from "./Choice";
import { Note } from "./Page";
import { SecretInput } from "./SecretInput";

/** The core refuses shorter ones, and says so too. */
const LEAST = 8;

interface KeyFormProps {
  readonly ways: readonly VaultWay[];
  readonly busy: boolean;
  /** What came of the last try. */
  readonly error: AppError | null;
  readonly onChoose: (entry: VaultEntry) => void;
  /** The words of the button, by what it does. */
  readonly children?: ReactNode;
}

export function KeyForm({ ways, busy, error, onChoose, children }: KeyFormProps) {
  const { t, i18n } = useLingui();
  const [way, setWay] = useState<VaultWay>(ways[0] ?? "passphrase");
  const [typed, setTyped] = useState("");
  const [again, setAgain] = useState("");
  const [wrong, setWrong] = useState<"short" | "differs" | null>(null);
  const [times, setTimes] = useState(0);
  const least = i18n.number(LEAST);
  const end = useRef<HTMLDivElement>(null);
  // What came of it, and what can be done then, are seen together in a small window too.
  useEffect(() => {
    if (error !== null && !busy) end.current?.scrollIntoView?.({ block: "nearest" });
  }, [error, busy]);
  const texts: Record<VaultWay, { text: string; help: string }> = {
    keyring: { text: t`With the keyring of this computer`, help: t`Opens by itself when you are logged in. When you press the button below, a window of your computer may ask for the keyring’s password, or for a new one if there is no keyring yet.` },
    passphrase: { text: t`With a passphrase`, help: t`You type it whenever Manyhands starts. Best where others can get at this computer.` },
    plainFile: { text: t`Not locked`, help: t`Nothing to type. Whoever gets hold of this computer or its disk can read your boards, with all names and addresses.` },
  };
  const choose = () => {
    if (way !== "passphrase") return onChoose({ way });
    const found = [...typed].length < LEAST ? "short" : typed === again ? null : "differs";
    setWrong(found);
    setTimes(times + 1);
    if (found === null) onChoose({ way, passphrase: typed });
  };
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    setWrong(null);
  };
  return (
    <div className="flex flex-col gap-4">
      {ways.length > 1 && (
        <Choice label={t`The lock`} value={way} onChange={setWay} options={ways.map((id) => ({ id, ...texts[id] }))} />
      )}
      {way === "passphrase" && (
        <div className="flex flex-col gap-4">
          <SecretInput
            label={t`New passphrase`} help={t`At least ${least} characters. Four unusual words are good, and easy to keep in mind.`}
            value={typed} onChange={change(setTyped)} onEnter={choose} isDisabled={busy}
            error={wrong === "short" ? t`This is too short. Type at least ${least} characters.` : null} foundWrong={wrong === "short" ? times : 0}
          />
          <SecretInput
            label={t`The same once more`} value={again} onChange={change(setAgain)} onEnter={choose} isDisabled={busy}
            error={wrong === "differs" ? t`The two are not the same. Type both again.` : null} foundWrong={wrong === "differs" ? times : 0}
          />
          <Note tone="calm"><p><Trans>Nobody can tell you the passphrase if you forget it. A backup and your twelve words bring everything back.</Trans></p></Note>
        </div>
      )}
      {way === "plainFile" && (
        <Note>
          <p><Trans>Only where nobody else ever uses this computer, or where its whole disk is locked already. You can change this later in Settings.</Trans></p>
        </Note>
      )}
      <div ref={end} className="flex flex-col gap-4">
        {error !== null && !busy && <Note tone="danger"><p role="alert">{i18n._(keepWords(error))}</p></Note>}
        {busy && way === "keyring" && <p role="status" className="text-sm text-text-2"><Trans>Your computer may be asking in a window of its own. If you do not see it, look behind this one.</Trans></p>}
        <div className="flex flex-wrap gap-3">
          <Button weight={way === "plainFile" ? "danger" : "primary"} isDisabled={busy} onPress={choose}>
            {way === "passphrase" ? <Trans>Lock with this passphrase</Trans> : way === "plainFile" ? <Trans>Go on without a lock</Trans> : <Trans>Use the keyring</Trans>}
          </Button>
          {children}
        </div>
      </div>
    </div>
  );
}
