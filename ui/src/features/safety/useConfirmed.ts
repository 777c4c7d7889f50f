// That two of the twelve words were typed from the paper. Kept with the drafts: each profile has its own, on disk.

import { useState } from "react";

import { useCore } from "../../state/core";

const KEY = "safety:words-on-paper";

export function useConfirmed(): { readonly confirmed: boolean; readonly confirm: () => void } {
  const { drafts } = useCore();
  const [confirmed, setConfirmed] = useState(() => drafts.get(KEY) !== undefined);
  const confirm = () => {
    drafts.set(KEY, "yes");
    setConfirmed(true);
  };
  return { confirmed, confirm };
}
