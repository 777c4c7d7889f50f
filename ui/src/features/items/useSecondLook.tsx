// Letting in what is held, asking to look again at what is hidden, and answering that.

import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import type { ItemRow } from "../../bindings";
import { useAct, useCore } from "../../state/core";
import { AskAgainDialog } from "./AskAgainDialog";
import { KeepHiddenDialog } from "./KeepHiddenDialog";

export interface SecondLook {
  /** Ids of items, keys of comments. */
  readonly letInHeld: (entries: string[]) => void;
  /** Asks first. */
  readonly askAgain: (row: ItemRow) => void;
  readonly keepHidden: (row: ItemRow) => void;
  /** The questions; they stand somewhere on the page. */
  readonly questions: ReactNode;
}

export function useSecondLook(board: string): SecondLook {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [asking, setAsking] = useState<ItemRow | null>(null);
  const [keeping, setKeeping] = useState<ItemRow | null>(null);
  const letInHeld = (entries: string[]) => void act({ type: "letInHeld", board, entries }, () => announcements.tell(t`Let in: everybody sees it now.`));
  const questions = (
    <>
      <AskAgainDialog board={board} row={asking} onClose={() => setAsking(null)} />
      <KeepHiddenDialog board={board} row={keeping} onClose={() => setKeeping(null)} />
    </>
  );
  return { letInHeld, askAgain: setAsking, keepHidden: setKeeping, questions };
}
