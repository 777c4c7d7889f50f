// What a person sees before their boards are open: the welcome, how the key is kept, the lock, and the ways back.

import { Trans } from "@lingui/react/macro";
import { useRef, useState } from "react";

import type { Entrance } from "../../../backend/backend";
import type { DoorState } from "../../../bindings";
import { Note } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { Welcome } from "../Welcome";
import { Back } from "./Back";
import { ComeBack } from "./ComeBack";
import { KeepKey } from "./KeepKey";
import { Locked } from "./Locked";
import { PutAside } from "./PutAside";
import { Trouble } from "./Trouble";
import { useDoor } from "./useDoor";

interface DoorProps {
  readonly entrance: Entrance;
  readonly state: DoorState;
  /** The boards are open; `name` is what was typed at the welcome, "" where nobody was asked. */
  readonly onOpen: (name: string, device: boolean) => void;
}

export function Door({ entrance, state, onOpen }: DoorProps) {
  const [name, setName] = useState("");
  const device = useRef(false);
  const door = useDoor(entrance, state, () => onOpen(device.current ? "" : name.trim(), device.current));
  const asDevice = () => {
    device.current = true;
    door.show("keep");
  };
  const asNobodyYet = () => {
    device.current = false;
    door.show("comeBack");
  };
  const aside = door.error.details["aside"];
  switch (door.screen) {
    case "welcome":
      return (
        <Welcome name={name} onName={setName} busy={door.busy} onContinue={() => { device.current = false; door.show("keep"); }} onComeBack={asNobodyYet}>
          {aside !== undefined && (
            <Note tone="calm"><p className="wrap-anywhere"><Trans>What did not open is kept, whole, in <Said text={aside} /></Trans></p></Note>
          )}
        </Welcome>
      );
    case "keep": return <KeepKey door={door} />;
    case "locked": return <Locked door={door} />;
    case "trouble": return <Trouble door={door} />;
    case "aside": return <PutAside door={door} />;
    case "comeBack": return <ComeBack door={door} chooseBackup={entrance.chooseBackup} onDevice={asDevice} />;
    case "back": return <Back restored={door.restored} onOpen={() => onOpen("", false)} />;
  }
}
