// Making a backup and checking one, with what came of it in words.

import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { BackupView } from "../../bindings";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { errorWords } from "../../words/errors";
import { dayAndHour } from "../../words/time";

interface Said {
  readonly good: boolean;
  readonly text: string;
}

interface BackupWork {
  readonly make: () => void;
  readonly check: () => void;
  readonly busy: boolean;
  /** What came of the last one. */
  readonly said: Said | null;
}

export function useBackup(onMade: () => void = () => {}): BackupWork {
  const { t, i18n } = useLingui();
  const { backend } = useCore();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<Said | null>(null);
  const run = async (work: () => Promise<BackupView | null>, words: (backup: BackupView) => string, done: () => void) => {
    if (busy) return;
    setBusy(true);
    setSaid(null);
    try {
      const backup = await work();
      if (backup === null) return;
      setSaid({ good: true, text: words(backup) });
      done();
    } catch (reason) {
      setSaid({ good: false, text: i18n._(errorWords(asAppError(reason))) });
    } finally {
      setBusy(false);
    }
  };
  const boards = (backup: BackupView) => i18n._(plural(backup.boards, { one: "# board", other: "# boards" }));
  const changes = (backup: BackupView) => i18n._(plural(backup.entries, { one: "# change", other: "# changes" }));
  const made = (backup: BackupView) => t`The backup is made, and was read again whole: ${boards(backup)}, ${changes(backup)}.`;
  const checked = (backup: BackupView) => {
    const at = dayAndHour(i18n.locale, backup.madeAt);
    return t`This backup is whole, and yours: ${boards(backup)}, ${changes(backup)}, made on ${at}.`;
  };
  return {
    busy, said,
    make: () => void run(backend.saveBackup, made, onMade),
    check: () => void run(backend.checkBackup, checked, () => {}),
  };
}
