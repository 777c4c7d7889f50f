// All boards, with the task above them; shown once it is known whether there is one.

import { useState } from "react";

import { Boards } from "../features/boards/Boards";
import { BackupReminder } from "../features/safety/BackupReminder";
import { useView } from "../state/core";

interface BoardsPlaceProps {
  /** Goes to a place by its path. */
  readonly go: (path: string) => void;
}

export function BoardsPlace({ go }: BoardsPlaceProps) {
  const backup = useView({ type: "backup" });
  const [shown, setShown] = useState(false);
  // What came later would push the boards down under a press, and it would land on another one.
  if (!shown && backup.phase === "loading") return null;
  if (!shown) setShown(true);
  return <Boards onNew={() => go("/new")} onJoin={() => go("/join")} tasks={<BackupReminder onRecovery={() => go("/settings/recovery")} />} />;
}
