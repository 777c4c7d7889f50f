// The welcome: what Manyhands is, and a name. No account.

import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { Alone } from "./Alone";

interface WelcomeProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  /** The name is there. */
  readonly onContinue: (name: string) => void;
  /** For who was here before, on another computer; `null` where that cannot be done any more. */
  readonly onComeBack: (() => void) | null;
  readonly busy?: boolean;
  /** What has to be said before. */
  readonly children?: ReactNode;
}

export function Welcome({ name, onName, onContinue, onComeBack, busy = false, children }: WelcomeProps) {
  const { t } = useLingui();
  const [missing, setMissing] = useState(0);
  const go = () => {
    if (busy) return;
    if (name.trim() === "") return setMissing(missing + 1);
    onContinue(name.trim());
  };
  const type = (text: string) => {
    setMissing(0);
    onName(text);
  };
  return (
    <Alone title={t`Welcome to Manyhands`} focus={false}>
      {children}
      <p>
        <Trans>
          Boards for people who help each other. What you write is kept on this computer and goes straight to the
          computers of the people on your boards. There is no account and no server.
        </Trans>
      </p>
      <TextInput
        label={t`Your name`}
        help={t`People on your boards see this. A nickname is fine; you can change it later.`}
        foundWrong={missing}
        error={missing > 0 ? t`Type a name, so that others know who helps.` : null}
        value={name}
        onChange={type}
        onEnter={go}
        autoFocus
        maxLength={80}
      />
      <div className="flex flex-wrap gap-3">
        <Button weight="primary" isDisabled={busy} onPress={go}><Trans>Continue</Trans></Button>
        {onComeBack !== null && <Button weight="quiet" isDisabled={busy} onPress={onComeBack}><Trans>I already use Manyhands</Trans></Button>}
      </div>
    </Alone>
  );
}
