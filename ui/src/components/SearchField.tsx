// The search field of a list. Ctrl/Cmd+F moves the focus here; Escape empties it.

import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const find = (key: globalThis.KeyboardEvent) => {
      if (!(key.ctrlKey || key.metaKey) || key.shiftKey || key.altKey || key.key.toLowerCase() !== "f") return;
      key.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    window.addEventListener("keydown", find);
    return () => window.removeEventListener("keydown", find);
  }, []);
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
        placeholder={label}
        aria-keyshortcuts="Control+F"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        className="min-h-10 w-full bg-transparent outline-none placeholder:text-text-2"
      />
    </label>
  );
}
