// Who is on the board, as what, and whether their device has what this one has; at the end who was removed, and why.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { UserPlus } from "lucide-react";

import type { BoardView } from "../../bindings";
import { Button } from "../../components/Button";
import { Column, Note, Page, Section } from "../../components/Page";
import { rowsOf, useView } from "../../state/core";
import { ReadFile } from "./ByFile";
import { PersonLine } from "./PersonLine";
import { usePersonActions } from "./usePersonActions";

interface PeopleProps {
  readonly head: BoardView;
  readonly now: () => number;
  /** The person whose page is open. */
  readonly selected: string | null;
  readonly onOpen: (person: string) => void;
  readonly onShare: () => void;
  readonly onAside: () => void;
  /** Where the stewards are chosen. */
  readonly onStewards: () => void;
}

export function People({ head, now, selected, onOpen, onShare, onAside, onStewards }: PeopleProps) {
  const { t } = useLingui();
  const { board } = head;
  const people = rowsOf(useView({ type: "people", board }), "person");
  const actions = usePersonActions(board, onOpen);
  const here = people.filter((person) => person.removed === null);
  const gone = people.filter((person) => person.removed !== null);
  const line = (person: (typeof people)[number]) => (
    <li key={person.person}>
      <PersonLine person={person} now={now()} isSelected={person.person === selected} actions={actions} onOpen={onOpen} />
    </li>
  );
  const invite = <Button icon={UserPlus} weight="primary" onPress={onShare}><Trans>Invite somebody</Trans></Button>;
  return (
    <Page title={t`People`} context={head.name} actions={head.may.invite ? invite : undefined}>
      <Column reads>
        {head.suggestSecondSteward && <OnlySteward onStewards={onStewards} />}
        <ul className="flex flex-col gap-2" aria-label={t`On the board`}>{here.map(line)}</ul>
        {here.length === 1 && head.removed === null && (
          <p className="text-text-2"><Trans>You are the only one here so far. What you write waits for whoever joins.</Trans></p>
        )}
        {head.setAside > 0 && (
          <div>
            <Button onPress={onAside}><Plural value={head.setAside} one="# change is set aside" other="# changes are set aside" /></Button>
          </div>
        )}
        {head.removed === null && here.length > 1 && <ReadFile />}
        {gone.length > 0 && (
          <Section title={t`Removed`}>
            <ul className="flex flex-col gap-2" aria-label={t`Removed`}>{gone.map(line)}</ul>
          </Section>
        )}
      </Column>
      {actions.dialog}
    </Page>
  );
}

function OnlySteward({ onStewards }: { onStewards: () => void }) {
  return (
    <Note>
      <p>
        <strong><Trans>You are the only steward.</Trans></strong>{" "}
        <Trans>If this computer is lost, nobody can make coordinators any more. Take somebody you trust as a second steward, so that the board goes on without you.</Trans>
      </p>
      <div><Button onPress={onStewards}><Trans>Choose the stewards…</Trans></Button></div>
    </Note>
  );
}
