// The window before the boards are open. Its code is not part of the first picture: most starts never see it.

import { Trans } from "@lingui/react/macro";

import type { Entrance } from "../backend/backend";
import type { DoorState } from "../bindings";
import { later } from "../components/later";
import { useLook } from "../features/shell/look";
import { Boundary } from "./Boundary";

/** Brought when it is needed; tests bring it before. */
export const Door = later(() => import("../features/firstRun/door/Door").then((file) => file.Door));

interface EntryProps {
  readonly entrance: Entrance;
  readonly state: DoorState;
  /** `name` is what was typed at the welcome; `device`: this is to become another device of somebody. */
  readonly onOpen: (name: string, device: boolean) => void;
}

export function Entry(props: EntryProps) {
  useLook(undefined);
  return <Boundary><Door {...props} /></Boundary>;
}

/** Opening takes its time: the only page that waits for something. */
export function Waiting() {
  useLook(undefined);
  return (
    <main className="mx-auto flex h-full max-w-lg flex-col justify-center gap-2 px-6">
      <h1 className="text-xl font-semibold"><Trans>Opening your boards…</Trans></h1>
      <p role="status"><Trans>The computer may be asking for the password of its keyring: look for its window.</Trans></p>
    </main>
  );
}
