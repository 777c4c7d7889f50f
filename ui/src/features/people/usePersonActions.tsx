// What can be done about a person from the list or their page. What is only for the reader has its way back at once.

import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import type { PersonRow } from "../../bindings";
import type { MenuAction } from "../../components/ActionMenu";
import { useAct, useCore } from "../../state/core";
import { AskRemoveDialog } from "./AskRemoveDialog";
import { nameOf } from "./names";
import { RemoveDialog } from "./RemoveDialog";

export interface PersonActions {
  readonly menu: (person: PersonRow, onOpen?: () => void) => readonly MenuAction[];
  readonly met: (person: PersonRow, on: boolean) => void;
  /** Nothing of theirs is held any more. */
  readonly vouch: (person: PersonRow) => void;
  readonly block: (person: PersonRow, on: boolean) => void;
  /** Asks before anything is done. */
  readonly remove: (person: PersonRow) => void;
  /** Asks the stewards to do it, after a question. */
  readonly askToRemove: (person: PersonRow) => void;
  /** The question; stands somewhere on the page. */
  readonly dialog: ReactNode;
}

/** `onRemoved` is told whom, once it is saved. */
export function usePersonActions(board: string, onRemoved: (person: string) => void): PersonActions {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [asked, setAsked] = useState<PersonRow | null>(null);
  const [stewards, setStewards] = useState<PersonRow | null>(null);

  const mark = (intent: { type: "markMet" | "block"; person: string; on: boolean }, text: string) => {
    void act({ ...intent, board }, () => {
      announcements.tell(text, () => void act({ ...intent, on: !intent.on, board }));
    });
  };
  const met = (row: PersonRow, on: boolean) => {
    const name = nameOf(i18n, row.name, row.role);
    mark({ type: "markMet", person: row.person, on }, on ? t`Noted: you have met ${name}. Only you see this.` : t`The note that you met ${name} is gone.`);
  };
  const block = (row: PersonRow, on: boolean) => {
    const name = nameOf(i18n, row.name, row.role);
    mark({ type: "block", person: row.person, on }, on ? t`${name} is blocked: what they add and say is folded away for you.` : t`${name} is not blocked any more.`);
  };
  const vouch = (row: PersonRow) => {
    const name = nameOf(i18n, row.name, row.role);
    void act({ type: "vouch", board, person: row.person }, () => announcements.tell(t`You have vouched for ${name}. What they make does not wait any more.`));
  };
  const menu = (row: PersonRow, onOpen?: () => void): readonly MenuAction[] => {
    const actions: MenuAction[] = [];
    if (onOpen) actions.push({ id: "open", text: t`Open`, act: onOpen });
    if (row.me) return actions;
    if (row.removed === null) {
      actions.push({ id: "met", text: row.met ? t`Not met in person` : t`Met in person`, act: () => met(row, !row.met) });
    }
    if (row.mayVouch === true) actions.push({ id: "vouch", text: t`Vouch for them`, act: () => vouch(row) });
    actions.push({ id: "block", text: row.blocked ? t`Unblock` : t`Block (only for me)`, act: () => block(row, !row.blocked) });
    if (row.mayRemove) actions.push({ id: "remove", text: t`Remove from the board…`, act: () => setAsked(row) });
    if (row.mayAskToRemove === true) actions.push({ id: "askToRemove", text: t`Ask the stewards to remove…`, act: () => setStewards(row) });
    return actions;
  };
  const dialog = (
    <>
      <RemoveDialog board={board} person={asked} onClose={() => setAsked(null)} onRemoved={onRemoved} />
      <AskRemoveDialog board={board} person={stewards} onClose={() => setStewards(null)} />
    </>
  );
  return { menu, met, vouch, block, remove: setAsked, askToRemove: setStewards, dialog };
}
