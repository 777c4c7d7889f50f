// The first run: a name, and nothing else. No account.

import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { useAct, useCore } from "../../state/core";

const DRAFT = "first-run:name";

export function FirstRun() {
  const { t } = useLingui();
  const act = useAct();
  const { drafts } = useCore();
  const [name, setName] = useState(() => drafts.get(DRAFT) ?? "");
  const [missing, setMissing] = useState(0);
  useEffect(() => {
    document.title = "Manyhands";
  }, []);

  const save = async () => {
    if (name.trim() === "") return setMissing(missing + 1);
    await act({ type: "setName", name: name.trim() }, () => drafts.discard(DRAFT));
  };
  const type = (text: string) => {
    setName(text);
    setMissing(0);
    drafts.set(DRAFT, text);
  };

  return (
    <main className="mx-auto flex min-h-full w-full max-w-lg flex-col justify-center gap-6 px-6 py-12">
      <h1 className="text-2xl font-semibold"><Trans>Welcome to Manyhands</Trans></h1>
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
        onEnter={() => void save()}
        autoFocus
        maxLength={80}
      />
      <div><Button weight="primary" onPress={() => void save()}><Trans>Continue</Trans></Button></div>
    </main>
  );
}
