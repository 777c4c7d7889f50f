// Keys that work everywhere: undo outside of text fields, F6 from region to region, "?" for all of them.

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
  if (!target) return;
  // Browsers show the focus that a key gave only where they saw the key move it.
  target.dataset["walkedTo"] = "";
  target.addEventListener("blur", () => delete target.dataset["walkedTo"], { once: true });
  target.focus();
}

/** "?" shows all keys; off together with the other single letters (WCAG 2.1.4). */
export function useKeyHelp(isOn: boolean, show: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || typing()) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
      event.preventDefault();
      show();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isOn, show]);
}

export interface GlobalKeys {
  readonly undo: (() => void) | null;
  /** Adds what the open section holds; `null` where it holds nothing that can be added. */
  readonly add: (() => void) | null;
  /** Goes to a section by its place in the list, from 0. */
  readonly section: (at: number) => void;
}

export function useGlobalKeys({ undo, add, section }: GlobalKeys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "F6") {
        event.preventDefault();
        nextRegion(event.shiftKey);
      }
      const held = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      const inDialog = document.querySelector('[role="dialog"]') !== null;
      if (held && !inDialog && event.key.toLowerCase() === "n" && add !== null) {
        event.preventDefault();
        add();
      }
      if (held && !inDialog && event.key >= "1" && event.key <= "5") {
        event.preventDefault();
        section(Number(event.key) - 1);
      }
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
      if (isUndo && undo !== null && !typing()) {
        event.preventDefault();
        undo();
      }
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [undo, add, section]);
}
