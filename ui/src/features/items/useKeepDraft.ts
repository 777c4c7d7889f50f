// A form for something new is closed: what was typed is kept, and the person is told so. Thrown away is only what they say.

import { useLingui } from "@lingui/react/macro";

import type { ItemKind } from "../../bindings";
import { useCore } from "../../state/core";
import { addKey, filled, readTyped } from "./addDraft";

export function useKeepDraft(board: string): (kind: ItemKind) => void {
  const { t } = useLingui();
  const { drafts, announcements } = useCore();
  return (kind) => {
    const key = addKey(board, kind);
    if (Object.keys(filled(kind, readTyped(drafts.get(key)))).length === 0) return drafts.discard(key);
    announcements.offer(t`Draft kept. It is not added yet.`, t`Discard`, () => drafts.discard(key));
  };
}
