// What is true of the board as a whole: its name, its sections, its stewards, and leaving it.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { BoardView, Section as SectionName } from "../../bindings";
import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { Column, Note, Page, Section } from "../../components/Page";
import { SettingSwitch } from "../../components/SettingSwitch";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { LeaveDialog } from "./LeaveDialog";
import { AddressPart } from "./AddressPart";
import { Stewards } from "./Stewards";

interface BoardSettingsProps {
  readonly head: BoardView;
  /** The board is not on this computer any more. */
  readonly onLeft: () => void;
  /** Shows the page of a person. */
  readonly onPerson: (person: string) => void;
}

export function BoardSettings({ head, onLeft, onPerson }: BoardSettingsProps) {
  const { t } = useLingui();
  const [leaving, setLeaving] = useState(false);
  return (
    <Page title={t`Board settings`} context={head.name}>
      <Column>
        {!head.may.rename && head.removed === null && head.deviceOff !== true && (
          <Note tone="calm"><p><Trans>Coordinators and stewards change the name and the sections.</Trans></p></Note>
        )}
        <Section title={t`Name`}>
          {head.may.rename ? <Name key={head.name} head={head} /> : <p className="font-semibold"><bdi>{head.name}</bdi></p>}
        </Section>
        {head.may.rename && <Sections head={head} />}
        <NewcomersPart head={head} />
        {head.removed === null && head.deviceOff !== true && <AddressPart head={head} />}
        <Stewards head={head} onPerson={onPerson} />
        <Section title={t`Leave this board`}>
          <p className="text-sm text-text-2"><Trans>Takes the board off this computer. The others keep it, with what you wrote.</Trans></p>
          {head.suggestSecondSteward ? (
            <Note tone="calm"><p><Trans>You are the only steward, and others are on this board. Hand it over first: choose other stewards above, then leave.</Trans></p></Note>
          ) : (
            <div><Button weight="danger" onPress={() => setLeaving(true)}><Trans>Leave this board…</Trans></Button></div>
          )}
        </Section>
        <LeaveDialog head={head} isOpen={leaving} onClose={() => setLeaving(false)} onLeft={onLeft} />
      </Column>
    </Page>
  );
}

const NAME_LENGTH = 200;

function Name({ head }: { head: BoardView }) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [name, setName] = useState(head.name);
  const [wrong, setWrong] = useState(0);
  const typed = name.trim();
  const { run: save, busy } = useOnce(async () => {
    if (typed === "") return setWrong((times) => times + 1);
    if (typed === head.name) return undefined;
    return act({ type: "renameBoard", board: head.board, name: typed }, () => announcements.tell(t`The board is called “${typed}” now, for everybody.`));
  });
  const type = (next: string) => {
    setName(next);
    setWrong(0);
  };
  return (
    <div className="flex flex-col gap-3">
      <TextInput
        label={t`Name of the board`} help={t`The new name goes to everybody on the board.`} value={name} onChange={type} onEnter={save}
        maxLength={NAME_LENGTH} error={wrong > 0 ? t`Type a name for the board.` : null} foundWrong={wrong}
      />
      <div><Button isDisabled={busy || typed === head.name} onPress={save}><Trans>Change the name</Trans></Button></div>
    </div>
  );
}

function Sections({ head }: { head: BoardView }) {
  const { t } = useLingui();
  const act = useAct();
  const all: readonly { id: SectionName; text: string; help: string }[] = [
    { id: "needs", text: t`Needs and offers`, help: t`Who needs what, and who can give it.` },
    { id: "supplies", text: t`Supplies`, help: t`What is on hand, and where.` },
    { id: "sites", text: t`Sites`, help: t`Halls, pantries, shelters and their hours.` },
  ];
  const change = (id: SectionName, on: boolean) => {
    const others = head.hiddenSections.filter((other) => other !== id);
    void act({ type: "setSections", board: head.board, hidden: on ? others : [...others, id] });
  };
  return (
    <Section title={t`Sections`}>
      <p className="text-sm text-text-2"><Trans>For everybody on the board. A section that is off keeps what is in it.</Trans></p>
      {all.map(({ id, text, help }) => (
        <SettingSwitch key={id} label={text} help={help} on={!head.hiddenSections.includes(id)} onChange={(on) => change(id, on)} />
      ))}
    </Section>
  );
}

/** Whether what newcomers make waits until somebody lets it in. */
function NewcomersPart({ head }: { head: BoardView }) {
  const { t } = useLingui();
  const act = useAct();
  if (!head.may.moderate) return null;
  return (
    <Section title={t`Newcomers`}>
      <SettingSwitch
        label={t`What newcomers make waits`}
        help={t`About people who came by an invite ticket for whoever sees it, and for whom nobody has vouched. Until it is let in, only they see it, and whoever may let it in.`}
        on={head.holdNew ?? false}
        onChange={(on) => void act({ type: "setHoldNew", board: head.board, on })}
      />
    </Section>
  );
}
