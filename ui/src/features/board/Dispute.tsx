// Coordinators who want each other removed: who says what, and the two ways to decide it.

import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import type { DisputeSide, DisputeView, StewardLine } from "../../bindings";
import { Button } from "../../components/Button";
import { Said, UserText } from "../../components/UserText";
import { REMOVE_REASON } from "../../words/trust";
import { stewardName } from "./stewardNames";

interface DisputeProps {
  readonly dispute: DisputeView;
  readonly onPerson: (person: string) => void;
  /** What else can be done about it. */
  readonly children?: ReactNode;
}

export function Dispute({ dispute, onPerson, children }: DisputeProps) {
  const { i18n } = useLingui();
  const [first, second] = dispute.sides;
  if (first === undefined) return null;
  const people = [first.by, first.against];
  const by = <Said text={stewardName(i18n, first.by)} />;
  const against = <Said text={stewardName(i18n, first.against)} />;
  return (
    <>
      <p className="font-semibold">
        {second === undefined ? <Trans>{by} asks to remove {against} from the board.</Trans> : <Trans>{by} and {against} ask to remove each other from the board.</Trans>}
      </p>
      <ul className="flex flex-col gap-1">{dispute.sides.map((side) => <Side key={side.by.person} side={side} />)}</ul>
      <p><Trans>Coordinators cannot remove each other: both go on until a steward decides. Look at their pages to remove one of them or to change a role.</Trans></p>
      <div className="flex flex-wrap gap-2">
        {people.map((line) => <Open key={line.person} line={line} onPerson={onPerson} />)}
        {children}
      </div>
    </>
  );
}

function Side({ side }: { side: DisputeSide }) {
  const { i18n } = useLingui();
  const by = <Said text={stewardName(i18n, side.by)} />;
  const reason = i18n._(REMOVE_REASON[side.reason]);
  const note = <UserText>{side.note ?? ""}</UserText>;
  return <li className="wrap-anywhere">{side.note === null ? <Trans>{by} says: {reason}.</Trans> : <Trans>{by} says: {reason}: “{note}”.</Trans>}</li>;
}

function Open({ line, onPerson }: { line: StewardLine; onPerson: (person: string) => void }) {
  const { i18n } = useLingui();
  const name = <Said text={stewardName(i18n, line)} />;
  return <Button onPress={() => onPerson(line.person)}><span><Trans>Look at {name}</Trans></span></Button>;
}
