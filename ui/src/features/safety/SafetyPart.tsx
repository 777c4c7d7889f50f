// Safety in Settings: how the boards are locked, the twelve words, and the backup.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { SafetyView, VaultWay } from "../../bindings";
import { Button } from "../../components/Button";
import { Fact } from "../../components/Fact";
import { Note, Section } from "../../components/Page";
import { BackupFact } from "./BackupFact";
import { KeyDialog } from "./KeyDialog";
import { WordsFact } from "./WordsFact";

interface SafetyPartProps {
  /** How the data is kept; not there where it could not be read. */
  readonly safety: SafetyView | undefined;
  /** The lock was changed. */
  readonly onChanged: () => void;
  readonly onRecovery: () => void;
  readonly onDevices: () => void;
  readonly onCarrying: () => void;
  readonly onOnlyHere: () => void;
}

export function SafetyPart({ safety, onChanged, onRecovery, onDevices, onCarrying, onOnlyHere }: SafetyPartProps) {
  const { t } = useLingui();
  return (
    <Section title={t`Safety`}>
      {safety !== undefined && (
        <>
          <LockFact safety={safety} onChanged={onChanged} />
          <WordsFact onPaper={safety.wordsOnPaper} onRecovery={onRecovery} />
        </>
      )}
      <BackupFact onRecovery={onRecovery} />
      <Fact title={t`Safe to close, lend or wipe this computer?`} testId="only-here" actions={<Button onPress={onOnlyHere}><Trans>What is only here</Trans></Button>}>
        <p><Trans>See what is on this computer and nowhere else.</Trans></p>
      </Fact>
      <Fact title={t`Your devices`} actions={<Button onPress={onDevices}><Trans>Your devices</Trans></Button>}>
        <p><Trans>Add a second computer that is you too, or take a lost one off your boards.</Trans></p>
      </Fact>
      <Fact title={t`Carry boards for others`} actions={<Button onPress={onCarrying}><Trans>Carried boards</Trans></Button>}>
        <p><Trans>Let this computer carry a board for others, without being able to read it.</Trans></p>
      </Fact>
      {safety !== undefined && safety.leftPlain.length > 0 && <LeftPlain paths={safety.leftPlain} />}
    </Section>
  );
}

function LockFact({ safety, onChanged }: { safety: SafetyView; onChanged: () => void }) {
  const { t } = useLingui();
  const [changing, setChanging] = useState(false);
  const texts: Record<VaultWay, string> = {
    keyring: t`Your boards are locked on this computer. Its keyring keeps the key, and opens when you log in.`,
    passphrase: t`Your boards are locked on this computer with your passphrase.`,
    plainFile: t`Your boards are not locked: whoever gets hold of this computer or its disk can read them.`,
  };
  const open = safety.way === "plainFile";
  return (
    <Fact
      title={t`The lock`} testId="lock"
      actions={<Button weight={open ? "primary" : "secondary"} onPress={() => setChanging(true)}>{open ? <Trans>Lock your boards…</Trans> : <Trans>Change the lock…</Trans>}</Button>}
    >
      {open ? <Note><p>{texts[safety.way]}</p></Note> : <p>{texts[safety.way]}</p>}
      <KeyDialog way={safety.way} isOpen={changing} onClose={() => setChanging(false)} onChanged={onChanged} />
    </Fact>
  );
}

/** What an older version left in the clear, and nobody has deleted yet. */
function LeftPlain({ paths }: { paths: readonly string[] }) {
  return (
    <Note>
      <p><Trans>These files of an older version are damaged and were not locked. Delete them when nobody is going to repair them any more:</Trans></p>
      <ul className="flex flex-col gap-1 text-sm">{paths.map((path) => <li key={path} className="wrap-anywhere"><bdi>{path}</bdi></li>)}</ul>
    </Note>
  );
}
