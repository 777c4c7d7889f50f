// Whether the window has room for a page beside the list (ui.md: from 1100 px on, at the usual text size).

import { useSyncExternalStore } from "react";

const WIDE_REM = 1100 / 16;

/** Media queries do not know the text size that was chosen; so it is measured. */
function isWide(): boolean {
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return window.innerWidth >= WIDE_REM * rem;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

export function useWide(): boolean {
  return useSyncExternalStore(subscribe, isWide);
}
