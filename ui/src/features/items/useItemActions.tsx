// What can be done with a need or an offer from a list or its page, each told with its Undo.

import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";

import type { HideReason, Intent, ItemRow } from "../../bindings";
import type { MenuAction } from "../../components/ActionMenu";
import { mayWrite, useHead } from "../../state/board";
import { useAct, useCore } from "../../state/core";
import { useUndo } from "../../state/undo";
import { HideDialog } from "./HideDialog";
import { ClaimDialog } from "./page/ClaimDialog";
import { type SecondLook, useSecondLook } from "./useSecondLook";

export interface ItemActions extends Omit<SecondLook, "questions"> {
  readonly menu: (row: ItemRow, onOpen?: () => void) => readonly MenuAction[];
  /** Asks how many where there are several, else claims at once. */
  readonly claim: (row: ItemRow) => void;
  readonly release: (row: ItemRow) => void;
  readonly deliver: (row: ItemRow) => void;
  readonly withdraw: (row: ItemRow) => void;
  readonly archive: (row: ItemRow, done?: () => void) => void;
  readonly restore: (row: ItemRow) => void;
  /** For the reader alone, and back. */
  readonly hideForMe: (row: ItemRow, on: boolean) => void;
  readonly showForAll: (row: ItemRow) => void;
  /** Whether the reader may add, claim and comment on this board. */
  readonly mayWrite: boolean;
  /** Whether the reader may hide things for everybody. */
  readonly mayModerate: boolean;
  /** Whether the reader may let in what is held. */
  readonly mayLetIn: boolean;
  /** The questions of a claim and of hiding; they stand somewhere on the page. */
  readonly dialog: ReactNode;
}

/** Whether somebody can still say "I do it", if their role lets them. */
export function canClaim(row: ItemRow): boolean {
  return isPromise(row) && !row.archived && row.state !== "delivered" && row.state !== "withdrawn";
}

export function isPromise(row: ItemRow): boolean {
  return row.kind === "need" || row.kind === "offer";
}

export function useItemActions(board: string): ItemActions {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const undo = useUndo(board);
  const [asked, setAsked] = useState<ItemRow | null>(null);
  const [hiding, setHiding] = useState<ItemRow | null>(null);
  const head = useHead(board);
  const writes = mayWrite(head);
  const mayModerate = head?.may.moderate ?? false;
  const mayLetIn = head?.may.letInHeld ?? false;
  const { questions, ...secondLook } = useSecondLook(board);

  const run = (intent: Intent, text: string, done?: () => void) => {
    void act(intent, () => {
      announcements.tell(text, undo);
      done?.();
    });
  };
  const of = (row: ItemRow) => ({ board, item: row.item });

  const claimSome = (row: ItemRow, quantity: number | null, done?: () => void) => {
    const { title } = row;
    const told = quantity === null ? t`You claimed “${title}”.` : t`You claimed ${quantity} of “${title}”.`;
    run({ type: "claim", ...of(row), quantity, until: null, note: null }, told, done);
  };
  const claim = (row: ItemRow) => (Number(row.fields["quantity"] ?? 1) > 1 ? setAsked(row) : claimSome(row, null));
  const release = (row: ItemRow) => {
    const { title } = row;
    run({ type: "release", ...of(row) }, t`You released “${title}”.`);
  };
  const deliver = (row: ItemRow) => {
    const { title } = row;
    run({ type: "deliver", ...of(row), quantity: null, note: null }, t`Marked “${title}” as delivered.`);
  };
  const withdraw = (row: ItemRow) => {
    const { title } = row;
    run({ type: "withdraw", ...of(row), note: null }, t`Withdrew “${title}”.`);
  };
  const archive = (row: ItemRow, done?: () => void) => {
    const { title } = row;
    run({ type: "archive", ...of(row) }, t`Archived “${title}”.`, done);
  };
  const restore = (row: ItemRow) => {
    const { title } = row;
    run({ type: "restore", ...of(row) }, t`Restored “${title}”.`);
  };

  // Nobody else sees it, so the core has no Undo for it; the way back is the same deed.
  const hideForMe = (row: ItemRow, on: boolean) => {
    const { title } = row;
    const told = on ? t`“${title}” is hidden for you.` : t`“${title}” is shown again.`;
    const back = () => void act({ type: "hideItem", ...of(row), on: !on });
    void act({ type: "hideItem", ...of(row), on }, () => announcements.tell(told, back));
  };
  const forAll = (row: ItemRow, on: boolean, reason: HideReason) => {
    const { title } = row;
    const told = on ? t`“${title}” is hidden for everybody.` : t`“${title}” is shown to everybody again.`;
    void act({ type: "hideForAll", ...of(row), reason, on }, () => announcements.tell(told));
  };
  const showForAll = (row: ItemRow) => forAll(row, false, row.hiddenForAll?.reason ?? "other");
  const hidingMenu = (row: ItemRow): MenuAction[] => {
    const actions = [row.hiddenForMe
      ? { id: "show", text: t`Show again for me`, act: () => hideForMe(row, false) }
      : { id: "hide", text: t`Hide for me`, act: () => hideForMe(row, true) }];
    const { item } = row;
    if (row.held?.mayLetIn === true) actions.push({ id: "letIn", text: t`Let it in`, act: () => secondLook.letInHeld([item]) });
    if (row.mayAskAgain === true) actions.push({ id: "askAgain", text: t`Ask to look again…`, act: () => secondLook.askAgain(row) });
    if (!mayModerate) return actions;
    return [...actions, row.hiddenForAll === null
      ? { id: "hideForAll", text: t`Hide for everybody…`, act: () => setHiding(row) }
      : { id: "showForAll", text: t`Show again for everybody`, act: () => showForAll(row) }];
  };

  const menu = (row: ItemRow, onOpen?: () => void): readonly MenuAction[] => {
    const actions: MenuAction[] = [];
    if (onOpen) actions.push({ id: "open", text: t`Open`, act: onOpen });
    if (!writes) return [...actions, ...hidingMenu(row)];
    if (row.archived) return [...actions, { id: "restore", text: t`Restore`, act: () => restore(row) }, ...hidingMenu(row)];
    if (canClaim(row)) {
      if (row.claimedByMe) actions.push({ id: "release", text: t`Release`, act: () => release(row) });
      else actions.push({ id: "claim", text: t`Claim`, act: () => claim(row) });
      actions.push({ id: "deliver", text: t`Mark delivered`, act: () => deliver(row) });
      actions.push({ id: "withdraw", text: t`Withdraw`, act: () => withdraw(row) });
    }
    return [...actions, { id: "archive", text: t`Archive`, act: () => archive(row) }, ...hidingMenu(row)];
  };

  const claims = (
    <ClaimDialog
      row={asked}
      onClose={() => setAsked(null)}
      onClaim={(row, quantity, done) => {
        setAsked(null);
        claimSome(row, quantity, done);
      }}
    />
  );
  const hides = (
    <HideDialog
      row={hiding}
      onClose={() => setHiding(null)}
      onHide={(row, reason) => {
        setHiding(null);
        forAll(row, true, reason);
      }}
    />
  );
  const dialog = <>{claims}{hides}{questions}</>;
  return { ...secondLook, mayLetIn, dialog, menu, claim, release, deliver, withdraw, archive, restore, hideForMe, showForAll, mayWrite: writes, mayModerate };
}
