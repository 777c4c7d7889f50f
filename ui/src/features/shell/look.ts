// Applies the chosen look to the document: theme and text size.

import { useEffect } from "react";

import type { SettingsView } from "../../bindings";

export function useLook(settings: SettingsView | undefined): void {
  const theme = settings?.theme ?? "system";
  const size = settings?.textSize ?? 100;
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const shown = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
      document.documentElement.dataset["theme"] = shown;
    };
    apply();
    dark.addEventListener("change", apply);
    return () => dark.removeEventListener("change", apply);
  }, [theme]);
  useEffect(() => {
    document.documentElement.style.setProperty("--text-scale", String(size / 100));
    // What depends on the room there is looks again.
    window.dispatchEvent(new Event("resize"));
  }, [size]);
}
