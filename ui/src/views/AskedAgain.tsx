// Asks for the passphrase once more, or for the twelve words that are on paper only, above whatever needs it.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState, useSyncExternalStore } from "react";

import { Button } from "../components/Button";
import { Dialog, DialogButtons } from "../components/Dialog";
import { TextInput } from "../components/Inputs";
import { SecretInput } from "../components/SecretInput";
import type { Asked } from "../state/asking";
import { useCore } from "../state/core";
import { errorWords } from "../words/errors";

export function AskedAgain() {
  const { t } = useLingui();
  const { asking } = useCore();
  const asked = useSyncExternalStore(asking.subscribe, asking.current);
  return (
    <Dialog
      title={asked?.question === "words" ? t`Your twelve words are needed` : t`Your passphrase once more`}
      isOpen={asked !== null} onClose={() => asked?.answer(null)} stays
    >
      {asked !== null && <Form key={asked.id} asked={asked} />}
    </Dialog>
  );
}

function Form({ asked }: { asked: Asked }) {
  const { t, i18n } = useLingui();
  const [typed, setTyped] = useState("");
  const [missing, setMissing] = useState(0);
  const [changed, setChanged] = useState(false);
  const type = (text: string) => {
    setTyped(text);
    setMissing(0);
    setChanged(true);
  };
  const answer = () => (typed.trim() === "" ? setMissing(missing + 1) : asked.answer(typed));
  const wrong = asked.wrong === null || changed ? null : i18n._(errorWords(asked.wrong));
  const foundWrong = missing > 0 ? missing : wrong === null ? 0 : asked.id;
  return (
    <>
      {asked.question === "words" ? (
        <>
          <p><Trans>They are on paper only. They are used for this once, and not kept on this computer.</Trans></p>
          <TextInput
            label={t`Your twelve words`} help={t`In the order of your paper, with a space between each two.`} lines={3} value={typed} onChange={type} autoFocus
            error={missing > 0 ? t`Type your twelve words.` : wrong} foundWrong={foundWrong}
          />
        </>
      ) : (
        <>
          <p><Trans>Whoever has this can act as you from then on. So Manyhands makes sure that it is you who asks.</Trans></p>
          <SecretInput
            label={t`Your passphrase`} value={typed} onChange={type} onEnter={answer} autoFocus
            error={missing > 0 ? t`Type your passphrase.` : wrong} foundWrong={foundWrong}
          />
        </>
      )}
      <DialogButtons>
        <Button onPress={() => asked.answer(null)}><Trans>Cancel</Trans></Button>
        <Button weight="primary" onPress={answer}><Trans>Go on</Trans></Button>
      </DialogButtons>
    </>
  );
}
