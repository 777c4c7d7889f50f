// How the data is kept, read once and again after each change of it.

import { useCallback, useEffect, useState } from "react";

import type { SafetyView } from "../../bindings";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";

interface Safety {
  /** Not there before it is read. */
  readonly safety: SafetyView | undefined;
  readonly refresh: () => void;
}

export function useSafety(): Safety {
  const { backend, announcements } = useCore();
  const [safety, setSafety] = useState<SafetyView>();
  const refresh = useCallback(() => {
    backend.read({ type: "safety" }).then(
      (answer) => answer.type === "safety" && setSafety(answer.safety),
      (reason: unknown) => announcements.refuse(asAppError(reason)),
    );
  }, [backend, announcements]);
  useEffect(refresh, [refresh]);
  return { safety, refresh };
}
