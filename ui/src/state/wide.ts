// Whether the window has room for a page beside the list (ui.md: from 1100 px on).

import { useSyncExternalStore } from "react";

const query = () => matchMedia("(min-width: 1100px)");

function subscribe(listener: () => void): () => void {
  const wide = query();
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}

export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => query().matches);
}
