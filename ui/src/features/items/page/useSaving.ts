// What the page says about saving: "Saving…" while something is on its way, "Saved" only after the core said so.

import { useRef, useState } from "react";

export type SavingPhase = "quiet" | "saving" | "saved" | "notSaved";

export interface Saving {
  readonly phase: SavingPhase;
  /** Follows one piece of work; passes its result on. */
  readonly follow: <T>(work: Promise<T>) => Promise<T>;
}

export function useSaving(): Saving {
  const [phase, setPhase] = useState<SavingPhase>("quiet");
  const running = useRef(0);
  const missed = useRef(false);
  const follow = async <T>(work: Promise<T>): Promise<T> => {
    if (running.current === 0) missed.current = false;
    running.current += 1;
    setPhase("saving");
    try {
      return await work;
    } catch (error) {
      missed.current = true;
      throw error;
    } finally {
      running.current -= 1;
      if (running.current === 0) setPhase(missed.current ? "notSaved" : "saved");
    }
  };
  return { phase, follow };
}
