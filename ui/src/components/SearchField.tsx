// The search field of a list. Ctrl/Cmd+F and, where single keys are on, "/" move the focus here; Escape empties it.

import { useLingui } from "@lingui/react/macro";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";

import { useOne } from "../state/core";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const letterKeys = useOne({ type: "settings" }, "settings")?.letterKeys ?? false;
  useEffect(() => {
    const find = (key: globalThis.KeyboardEvent) => {
      const held = (key.ctrlKey || key.metaKey) && !key.shiftKey && !key.altKey && key.key.toLowerCase() === "f";
      const slash = letterKeys && key.key === "/" && !key.ctrlKey && !key.metaKey && !key.altKey && !busy();
      if (!held && !slash) return;
      if (held && document.querySelector('[role="dialog"]') !== null) return;
      key.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", find);
    return () => window.removeEventListener("keydown", find);
  }, [letterKeys]);
  const onKeyDown = (key: KeyboardEvent) => {
    if (key.key !== "Escape" || value === "") return;
    key.stopPropagation();
    onChange("");
  };
  return (
    <label className="control flex min-w-[min(12rem,100%)] flex-1 items-center gap-2 focus-within:outline-3 focus-within:outline-focus">
      <Search aria-hidden size="1.125rem" className="shrink-0 text-text-2" />
      <input
        ref={input}
        type="search"
        dir="auto"
        aria-label={label}
        // Short enough for the narrowest place; what it is about stands above.
        placeholder={t`Find…`}
        aria-keyshortcuts={letterKeys ? "Control+F /" : "Control+F"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="min-h-10 w-full bg-transparent outline-none placeholder:text-text-2"
      />
    </label>
  );
}

/** Whether a single key belongs to something else: a field that is typed into, a dialog, a menu. */
function busy(): boolean {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches("input, textarea, [contenteditable=true]")) return true;
  return document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null;
}
