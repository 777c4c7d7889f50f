// Keys that work everywhere: undo outside of text fields, and F6 from region to region.

import { useEffect } from "react";

/** Whether the focus is in something that has an undo of its own. */
function typing(): boolean {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && focused.matches("input, textarea, [contenteditable=true]");
}

function nextRegion(back: boolean): void {
  const regions = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter((region) => region.offsetParent !== null);
  if (regions.length === 0) return;
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(at + (back ? -1 : 1) + regions.length) % regions.length];
  const target = next?.querySelector<HTMLElement>("a, button, input, textarea, select, [tabindex='0']");
  target?.focus();
}

export function useGlobalKeys(undo: (() => void) | null): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "F6") {
        event.preventDefault();
        nextRegion(event.shiftKey);
      }
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
      if (isUndo && undo !== null && !typing()) {
        event.preventDefault();
        undo();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [undo]);
}
