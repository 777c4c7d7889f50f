// Whether the twelve words stay on this computer, or on paper only. Either needs them typed.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { TextInput } from "../../components/Inputs";
import { Section } from "../../components/Page";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";
import { errorWords } from "../../words/errors";

interface PaperPartProps {
  readonly onPaper: boolean;
  readonly onChanged: () => void;
}

export function PaperPart({ onPaper, onChanged }: PaperPartProps) {
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={onPaper ? t`The words are on paper only` : t`On paper only`}>
      {onPaper ? (
        <p><Trans>This computer does not know them and cannot show them. It asks for them when you make a board, join one, or add a device.</Trans></p>
      ) : (
        <p className="text-text-2"><Trans>For whoever may lose this computer to others: the words are taken off it, so that nobody finds them here. Making a board, joining one or adding a device then asks for them.</Trans></p>
      )}
      <div><Button onPress={() => setAsking(true)}>{onPaper ? <Trans>Keep them here again…</Trans> : <Trans>Take the words off this computer…</Trans>}</Button></div>
      <Dialog title={onPaper ? t`Keep the words here again?` : t`Take the words off this computer?`} isOpen={asking} onClose={() => setAsking(false)}>
        {asking && <Form onPaper={onPaper} onClose={() => setAsking(false)} onChanged={onChanged} />}
      </Dialog>
    </Section>
  );
}

function Form({ onPaper, onClose, onChanged }: PaperPartProps & { readonly onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const [words, setWords] = useState("");
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const type = (text: string) => {
    setWords(text);
    setMissing(false);
    setError(null);
  };
  const { run: change, busy } = useOnce(async () => {
    if (words.trim() === "") return setMissing(true);
    try {
      await backend.dispatch({ type: onPaper ? "keepWordsHere" : "keepWordsOnPaper", words });
      announcements.tell(onPaper ? t`The words are on this computer again.` : t`The words are on your paper only now.`);
      onClose();
      onChanged();
    } catch (reason) {
      setError(asAppError(reason));
    }
    return undefined;
  });
  return (
    <>
      {!onPaper && <p><Trans>If the paper is lost too, nobody can bring you back. Type the words from your paper, so that it is sure that they stand there.</Trans></p>}
      <TextInput
        label={t`Your twelve words`} help={t`In the order of your paper, with a space between each two.`} lines={3} value={words} onChange={type} autoFocus
        error={missing ? t`Type your twelve words.` : error === null ? null : i18n._(errorWords(error))}
      />
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight={onPaper ? "primary" : "danger"} isDisabled={busy} onPress={change}>{onPaper ? <Trans>Keep them here</Trans> : <Trans>Take them off</Trans>}</Button>
      </DialogButtons>
    </>
  );
}
