// Said where somebody hides their address and has no relay: nobody would be met.

import { Trans } from "@lingui/react/macro";

import { useOne } from "../state/core";
import { Note } from "./Page";

/** What to do. */
export function NoRelay() {
  return (
    <Note tone="calm">
      <p><Trans>There is no relay in your settings. Without one you meet nobody on this board. Add one in Settings, or use the public ones.</Trans></p>
    </Note>
  );
}

/** Whether there is any relay in the settings; yes as long as they are not known. */
export function useHasRelay(): boolean {
  const relays = useOne({ type: "settings" }, "settings")?.relayStates;
  return relays === undefined || relays.length > 0;
}
