// Saving a file for somebody and reading one, with what came of it in words.

import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ByFileRow, CarriedRead, CarriedSaved, Outcome } from "../../bindings";
import { useCore, useOne } from "../../state/core";
import { asAppError } from "../../state/failure";
import { errorWords } from "../../words/errors";
import { dayAndHour } from "../../words/time";

interface Said {
  readonly good: boolean;
  readonly text: string;
}

interface ByFile {
  readonly save: (board: string, person: string) => void;
  readonly read: () => void;
  readonly stop: () => void;
  /** While a file is chosen or worked on, whoever asked for that: there is one at a time. */
  readonly busy: boolean;
  /** How far that is, as the core says: a window that was closed meanwhile shows it again. */
  readonly far: ByFileRow | undefined;
  readonly said: Said | null;
}

export function useByFile(): ByFile {
  const { t, i18n } = useLingui();
  const { backend } = useCore();
  const far = useOne({ type: "byFile" }, "byFile");
  const [asked, setAsked] = useState(false);
  const busy = asked || far !== undefined;
  const [said, setSaid] = useState<Said | null>(null);
  const run = async (work: () => Promise<Outcome | null>) => {
    if (busy) return;
    setAsked(true);
    setSaid(null);
    try {
      const outcome = await work();
      if (outcome?.type === "carriedSaved") setSaid({ good: true, text: saved(outcome.saved) });
      if (outcome?.type === "carriedRead") setSaid({ good: true, text: read(outcome.read) });
    } catch (reason) {
      setSaid({ good: false, text: i18n._(errorWords(asAppError(reason))) });
    } finally {
      setAsked(false);
    }
  };
  const saved = ({ name, entries, tellsRemoval }: CarriedSaved) => {
    if (tellsRemoval) return t`${name} was removed. The file tells them that, and nothing else.`;
    const changes = i18n._(plural(entries, { one: "# change", other: "# changes" }));
    return t`Saved: ${changes} for ${name}. Only they can open the file. They read it under People: “Read a file…”.`;
  };
  const read = ({ by, boardName, madeAt, new: fresh, missing, removed }: CarriedRead) => {
    const at = dayAndHour(i18n.locale, madeAt);
    const who = by === "" ? t`somebody whose name is not known here yet` : by;
    const changes = i18n._(plural(fresh, { one: "# new change", other: "# new changes" }));
    const first = t`Written by ${who} for ${boardName}, ${at}.`;
    const what = fresh === 0 ? t`Nothing new in it.` : t`Taken: ${changes}.`;
    const gap = missing ? t`It builds on something that is not here. Save a file for them, and read the next one of theirs.` : "";
    const out = removed ? t`It says that you are not on this board any more.` : "";
    return [first, what, gap, out].filter((part) => part !== "").join(" ");
  };
  return {
    busy, far, said,
    save: (board, person) => void run(() => backend.saveCarried(board, person)),
    read: () => void run(backend.readCarried),
    stop: () => void backend.giveUpCarrying().catch(() => {}),
  };
}
