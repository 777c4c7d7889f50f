// Who is on the board, as what, and whether their device has what this one has.

import { Trans, useLingui } from "@lingui/react/macro";
import { UserPlus } from "lucide-react";

import type { PersonRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Column, Page } from "../../components/Page";
import { rowsOf, useView } from "../../state/core";
import { roleWord } from "../../words/names";
import { when } from "../../words/time";

interface PeopleProps {
  readonly board: string;
  readonly boardName: string;
  readonly now: () => number;
  readonly onShare: () => void;
}

export function People({ board, boardName, now, onShare }: PeopleProps) {
  const { t } = useLingui();
  const people = rowsOf(useView({ type: "people", board }), "person");
  const actions = <Button icon={UserPlus} weight="primary" onPress={onShare}><Trans>Invite somebody</Trans></Button>;
  return (
    <Page title={t`People`} context={boardName} actions={actions}>
      <Column reads>
        <ul className="flex flex-col gap-2">
          {people.map((person) => <li key={person.person}><Person person={person} now={now()} /></li>)}
        </ul>
        {people.length === 1 && (
          <p className="text-text-2"><Trans>You are the only one here so far. What you write waits for whoever joins.</Trans></p>
        )}
      </Column>
    </Page>
  );
}

function Person({ person, now }: { person: PersonRow; now: number }) {
  const { t, i18n } = useLingui();
  const name = person.name === "" ? t`Name on its way` : person.name;
  return (
    <div className="card flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 rounded-lg border border-border bg-surface p-4">
      <div>
        <span className="font-semibold"><bdi>{name}</bdi></span>
        {person.me && <span className="text-text-2">{" "}<Trans>(you)</Trans></span>}
        <p className="text-sm text-text-2">
          {i18n._(roleWord(person.role))}
          {person.admittedBy !== null && <>{" · "}<Trans>let in by <bdi>{person.admittedBy}</bdi></Trans></>}
        </p>
      </div>
      {!person.me && <Contact person={person} now={now} />}
    </div>
  );
}

function Contact({ person, now }: { person: PersonRow; now: number }) {
  const { t, i18n } = useLingui();
  const seen = person.lastSeen === null ? null : when(i18n.locale, person.lastSeen, now);
  return (
    <p className="text-sm text-text-2">
      {person.connected ? t`Connected now` : seen === null ? t`Not met yet` : t`Last here ${seen}`}
      {" · "}
      {person.holdsAll ? t`has everything` : t`does not have everything yet`}
    </p>
  );
}
