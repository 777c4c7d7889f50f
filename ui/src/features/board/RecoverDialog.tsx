// The recovery key of a board: twelve words of a paper name other stewards, when those that are cannot any more.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError, BoardView } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { TextInput } from "../../components/Inputs";
import { Note } from "../../components/Page";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";
import { errorWords } from "../../words/errors";
import { PeopleChoice, usePeopleOf } from "./PeopleChoice";

interface RecoverDialogProps {
  readonly head: BoardView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function RecoverDialog({ head, isOpen, onClose }: RecoverDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Use the recovery key?`} isOpen={isOpen} onClose={onClose}>
      {isOpen && <Form head={head} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ head, onClose }: { head: BoardView; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const me = usePeopleOf(head.board).find((person) => person.me)?.person;
  const [words, setWords] = useState("");
  const [picked, setPicked] = useState<readonly string[] | null>(null);
  const [missing, setMissing] = useState<"words" | "people" | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const chosen = picked ?? (me === undefined ? [] : [me]);
  const clear = () => {
    setMissing(null);
    setError(null);
  };
  const { run: recover, busy } = useOnce(async () => {
    if (words.trim() === "") return setMissing("words");
    if (chosen.length === 0) return setMissing("people");
    try {
      await backend.dispatch({ type: "recoverBoard", board: head.board, words, stewards: [...chosen] });
      announcements.tell(t`The stewards are changed.`);
      onClose();
    } catch (reason) {
      setError(asAppError(reason));
    }
    return undefined;
  });
  const atWords = error?.code === "wordsWrong" || error?.code === "recoveryKeyWrong";
  const refusal = error === null ? null : i18n._(errorWords(error));
  return (
    <>
      <p><Trans>The words of this board’s recovery sheet name other stewards at once, without those who are. Everybody sees that it was done.</Trans></p>
      <TextInput
        label={t`The twelve words of the board`} help={t`Not your own: those that were shown when the board was made.`} lines={3} value={words}
        onChange={(text) => { setWords(text); clear(); }} error={missing === "words" ? t`Type the twelve words.` : atWords ? refusal : null}
      />
      <PeopleChoice board={head.board} label={t`Stewards from now on`} chosen={chosen} onChange={(people) => { setPicked(people); clear(); }} />
      {missing === "people" && <p role="alert" className="text-danger"><Trans>Choose at least one person.</Trans></p>}
      {refusal !== null && !atWords && <Note tone="danger"><p role="alert">{refusal}</p></Note>}
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={recover}><Trans>Change the stewards</Trans></Button>
      </DialogButtons>
    </>
  );
}
