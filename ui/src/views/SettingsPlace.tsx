// Settings, with their part on safety; shown once everything in them is known.

import { useState } from "react";

import type { SettingsView } from "../bindings";
import { SafetyPart } from "../features/safety/SafetyPart";
import { useSafety } from "../features/safety/useSafety";
import { Settings } from "../features/settings/Settings";
import { useView } from "../state/core";

interface SettingsPlaceProps {
  readonly settings: SettingsView;
  readonly onKeys: () => void;
  /** Goes to a place by its path. */
  readonly go: (path: string) => void;
  readonly onCarrying: () => void;
}

export function SettingsPlace({ settings, onKeys, go, onCarrying }: SettingsPlaceProps) {
  const { safety, answered, refresh } = useSafety();
  const backup = useView({ type: "backup" });
  const [shown, setShown] = useState(false);
  // What came later would push the rest down under a press, and it would land on something else.
  if (!shown && (!answered || backup.phase === "loading")) return null;
  if (!shown) setShown(true);
  return (
    <Settings settings={settings} onKeys={onKeys} onNetwork={() => go("/settings/network")}>
      <SafetyPart
        safety={safety}
        onChanged={refresh}
        onRecovery={() => go("/settings/recovery")}
        onDevices={() => go("/settings/devices")}
        onCarrying={onCarrying}
        onOnlyHere={() => go("/settings/only-here")}
      />
    </Settings>
  );
}
