// How the data is kept, read once and again after each change of it.

import { useCallback, useEffect, useState } from "react";

import type { SafetyView } from "../../bindings";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";

interface Safety {
  /** Not there before it is read, or where it cannot be. */
  readonly safety: SafetyView | undefined;
  /** Set once there was an answer, or a refusal. */
  readonly answered: boolean;
  readonly refresh: () => void;
}

export function useSafety(): Safety {
  const { backend, announcements } = useCore();
  const [safety, setSafety] = useState<SafetyView>();
  const [answered, setAnswered] = useState(false);
  const refresh = useCallback(() => {
    backend.read({ type: "safety" }).then(
      (answer) => answer.type === "safety" && setSafety(answer.safety),
      (reason: unknown) => announcements.refuse(asAppError(reason)),
    ).finally(() => setAnswered(true));
  }, [backend, announcements]);
  useEffect(refresh, [refresh]);
  return { safety, answered, refresh };
}
