// Coming back: from a backup file and the twelve words, or from the words alone.

import { Trans, useLingui } from "@lingui/react/macro";
import { FileText } from "lucide-react";
import { useState } from "react";

import type { ChosenFile, Entrance } from "../../../backend/backend";
import type { AppError } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Choice } from "../../../components/Choice";
import { TextInput } from "../../../components/Inputs";
import { Note } from "../../../components/Page";
import { asAppError } from "../../../state/failure";
import { errorWords } from "../../../words/errors";
import { Alone } from "../Alone";
import type { DoorWork } from "./useDoor";

type Way = "backup" | "words" | "device";
type Wrong = "noFile" | "noWords" | null;

interface ComeBackProps {
  readonly door: DoorWork;
  readonly chooseBackup: Entrance["chooseBackup"];
  /** Goes on as another device of the person, once the boards are open. */
  readonly onDevice: () => void;
}

export function ComeBack({ door, chooseBackup, onDevice }: ComeBackProps) {
  const { t, i18n } = useLingui();
  const { busy } = door;
  const [way, setWay] = useState<Way>("backup");
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [words, setWords] = useState("");
  const [wrong, setWrong] = useState<Wrong>(null);
  const [unread, setUnread] = useState<AppError | null>(null);
  // A refusal stands until something else is typed or chosen.
  const [read, setRead] = useState(0);
  const { code } = door.error;
  const ours = (code === "wordsWrong" || code === "backupUnusable") && door.refusals > read;
  const refused = unread ?? (ours ? door.error : null);
  const clear = () => {
    setWrong(null);
    setUnread(null);
    setRead(door.refusals);
  };
  const choose = async () => {
    clear();
    try {
      const chosen = await chooseBackup();
      if (chosen !== null) setFile(chosen);
    } catch (reason) {
      setUnread(asAppError(reason));
    }
  };
  const go = () => {
    clear();
    if (way === "device") return onDevice();
    if (way === "backup" && file === null) return setWrong("noFile");
    if (words.trim() === "") return setWrong("noWords");
    door.comeBack({ words, backup: way === "backup" ? (file?.token ?? null) : null });
  };
  const atWords = refused?.code === "wordsWrong" ? i18n._(errorWords(refused)) : wrong === "noWords" ? t`Type your twelve words.` : null;
  const atFile = refused !== null && refused.code !== "wordsWrong" ? i18n._(errorWords(refused)) : wrong === "noFile" ? t`Choose the backup file first.` : null;
  const name = file?.name ?? "";
  return (
    <Alone title={t`Welcome back`}>
      <Choice
        label={t`What do you have?`} value={way} onChange={(next) => { setWay(next); clear(); }}
        options={[
          { id: "backup", text: t`A backup file and the twelve words`, help: t`You, your boards, and all that was in them when the backup was made.` },
          { id: "words", text: t`The twelve words alone`, help: t`You are the same person again. Each board comes back with an invite ticket from anybody on it, and you keep your role there.` },
          { id: "device", text: t`Another device of mine`, help: t`It still works, and is on your boards: this computer becomes a second one.` },
        ]}
      />
      {way === "backup" && (
        <div className="flex flex-col gap-2">
          <div className="flex flex-wrap items-center gap-3">
            <Button icon={FileText} isDisabled={busy} onPress={() => void choose()}>{file === null ? <Trans>Choose the backup file</Trans> : <Trans>Choose another file</Trans>}</Button>
            {file !== null && <bdi className="font-semibold wrap-anywhere">{name}</bdi>}
          </div>
          {atFile !== null && <p role="alert" className="text-sm text-danger">{atFile}</p>}
        </div>
      )}
      {way !== "device" && <TextInput
        label={t`Your twelve words`} help={t`In the order of your paper, with a space between each two.`} lines={3}
        value={words} onChange={(text) => { setWords(text); clear(); }} error={atWords}
      />}
      {busy && <Note tone="calm"><p role="status"><Trans>Bringing you back. A large backup takes a minute.</Trans></p></Note>}
      <div className="flex flex-wrap gap-3">
        <Button weight="primary" isDisabled={busy} onPress={go}>{way === "device" ? <Trans>Go on</Trans> : <Trans>Bring me back</Trans>}</Button>
        <Button isDisabled={busy} onPress={() => door.show("welcome")}><Trans>Go back</Trans></Button>
      </div>
    </Alone>
  );
}
