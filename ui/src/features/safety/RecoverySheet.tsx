// The twelve words: shown when nobody looks on, printed, typed in from the paper, and kept here or on paper only.

import { Trans, useLingui } from "@lingui/react/macro";
import { Eye, Printer } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Column, Note, Page, Section } from "../../components/Page";
import { WordsCheck } from "../../components/WordsCheck";
import { WordSheet } from "../../components/WordSheet";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { PaperPart } from "./PaperPart";
import { useConfirmed } from "./useConfirmed";
import { useSafety } from "./useSafety";

interface RecoverySheetProps {
  readonly name: string;
  readonly onClose: () => void;
}

export function RecoverySheet({ name, onClose }: RecoverySheetProps) {
  const { t } = useLingui();
  const { safety, refresh } = useSafety();
  const [words, setWords] = useState<readonly string[] | null>(null);
  return (
    <Page title={t`Recovery sheet`} actions={<Button onPress={onClose}><Trans>Back to Settings</Trans></Button>}>
      <Column reads>
        <p>
          <Trans>If this computer is lost or breaks, these twelve words make you yourself again on another one, with all your boards. Write them on paper, in their order, and keep it where you keep your passport. Take no photo: whoever has the words can act as you and open your backups.</Trans>
        </p>
        {safety?.wordsOnPaper === false && (words === null ? <Hidden onShow={setWords} /> : <Shown name={name} words={words} onHide={() => setWords(null)} />)}
        {safety !== undefined && <PaperPart onPaper={safety.wordsOnPaper} onChanged={() => { setWords(null); refresh(); }} />}
      </Column>
    </Page>
  );
}

function Hidden({ onShow }: { onShow: (words: readonly string[]) => void }) {
  const { backend, announcements } = useCore();
  const show = () => {
    backend.recoveryWords(null).then(onShow, (reason: unknown) => announcements.refuse(asAppError(reason)));
  };
  return (
    <Note tone="calm">
      <p><Trans>Take paper and a pen, and see that nobody looks over your shoulder.</Trans></p>
      <div><Button weight="primary" icon={Eye} onPress={show}><Trans>Show the twelve words</Trans></Button></div>
    </Note>
  );
}

function Shown({ name, words, onHide }: { name: string; words: readonly string[]; onHide: () => void }) {
  const { t } = useLingui();
  const { backend } = useCore();
  const { confirmed, confirm } = useConfirmed();
  const [checking, setChecking] = useState(false);
  // Out of sight while they are typed from the paper.
  if (checking) {
    return (
      <Section title={t`Is it on the paper?`}>
        <WordsCheck words={words} onRight={() => { confirm(); onHide(); }} onCancel={() => setChecking(false)} />
      </Section>
    );
  }
  return (
    <>
      <WordSheet title={t`Manyhands: recovery sheet`} owner={name} words={words}>
        <Trans>To be yourself again on another computer: open Manyhands there, choose “I already use Manyhands”, and type these words in their order. Whoever has this sheet can act as you: keep it like your passport.</Trans>
      </WordSheet>
      <div className="flex flex-wrap gap-3">
        <Button weight="primary" onPress={() => setChecking(true)}>{confirmed ? <Trans>Check the paper again</Trans> : <Trans>I have written them down</Trans>}</Button>
        <Button icon={Printer} onPress={backend.printPage}><Trans>Print</Trans></Button>
        <Button weight="quiet" onPress={onHide}><Trans>Hide the words</Trans></Button>
      </div>
    </>
  );
}
