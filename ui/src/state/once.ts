// An action that runs once at a time: a second press while the first is on its way does nothing.

import { useRef, useState } from "react";

export function useOnce(work: () => Promise<unknown>): { readonly run: () => void; readonly busy: boolean } {
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const run = () => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    void work().finally(() => {
      running.current = false;
      setBusy(false);
    });
  };
  return { run, busy };
}
