// The first run of an open app: a name, and nothing else.

import { useState } from "react";

import { useAct, useCore } from "../../state/core";
import { Welcome } from "./Welcome";

const DRAFT = "first-run:name";

interface FirstRunProps {
  /** For who is on their boards with another device. What the door offers besides cannot be done any more here. */
  readonly onOtherDevice: () => void;
}

export function FirstRun({ onOtherDevice }: FirstRunProps) {
  const act = useAct();
  const { drafts } = useCore();
  const [name, setName] = useState(() => drafts.get(DRAFT) ?? "");
  const type = (text: string) => {
    setName(text);
    drafts.set(DRAFT, text);
  };
  const save = (chosen: string) => void act({ type: "setName", name: chosen }, () => drafts.discard(DRAFT));
  return <Welcome name={name} onName={type} onContinue={save} onComeBack={onOtherDevice} />;
}
