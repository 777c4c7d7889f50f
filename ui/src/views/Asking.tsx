// Where the core asks the person once more: nothing until it does for the first time.

import { useState, useSyncExternalStore } from "react";

import { useCore } from "../state/core";
import { AskedAgain } from "./places";

export function Asking() {
  const { asking } = useCore();
  const asked = useSyncExternalStore(asking.subscribe, asking.current);
  const [ever, setEver] = useState(false);
  if (asked !== null && !ever) setEver(true);
  // Stays from then on: a dialog gives the focus back itself.
  return ever ? <AskedAgain /> : null;
}
