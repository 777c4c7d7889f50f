// One person in the list: one button with all it says, and the menu beside it.

import { Trans, useLingui } from "@lingui/react/macro";

import type { PersonRow } from "../../bindings";
import { ActionMenu } from "../../components/ActionMenu";
import { UserText } from "../../components/UserText";
import { when } from "../../words/time";
import { roleLine } from "../../words/trust";
import { PersonMarks } from "./PersonMarks";
import { nameOf } from "./names";
import { RemovedWords } from "./RemovedWords";
import type { PersonActions } from "./usePersonActions";

interface PersonLineProps {
  readonly person: PersonRow;
  readonly now: number;
  readonly isSelected: boolean;
  readonly actions: PersonActions;
  readonly onOpen: (person: string) => void;
}

export function PersonLine({ person, now, isSelected, actions, onOpen }: PersonLineProps) {
  const { t, i18n } = useLingui();
  const name = nameOf(i18n, person.name, person.role);
  const open = () => onOpen(person.person);
  const look = isSelected ? "border-primary bg-primary-tint" : "border-border bg-surface hover:border-border-strong";
  return (
    <div className={`card relative rounded-lg border ${look}`} data-testid="person">
      <button
        type="button"
        data-person={person.person}
        aria-current={isSelected ? "true" : undefined}
        onClick={open}
        className="flex w-full min-w-0 flex-col gap-1 rounded-lg p-4 pe-14 text-start"
      >
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-semibold wrap-anywhere">
            <bdi>{name}</bdi>
            {person.me && <span className="font-normal text-text-2">{" "}<Trans>(you)</Trans></span>}
          </span>
          <PersonMarks person={person} />
        </span>
        {person.removed === null ? (
          <>
            <span className="text-sm">{i18n._(roleLine(person.role))}</span>
            <span className="text-sm text-text-2 empty:hidden"><Contact person={person} now={now} /></span>
          </>
        ) : (
          <span className="text-sm text-text-2"><RemovedWords removed={person.removed} now={now} /></span>
        )}
      </button>
      <span className="absolute end-1 top-2"><ActionMenu label={t`Actions for ${name}`} actions={actions.menu(person, open)} /></span>
    </div>
  );
}

/** Who let them in, when they were last here, and whether they have everything. */
function Contact({ person, now }: { person: PersonRow; now: number }) {
  const { t, i18n } = useLingui();
  const by = person.admittedBy === null ? null : <UserText>{person.admittedBy}</UserText>;
  const seen = person.lastSeen === null ? null : when(i18n.locale, person.lastSeen, now);
  return (
    <>
      {by !== null && <><Trans>Let in by {by}</Trans>{!person.me && " · "}</>}
      {!person.me && (
        <>
          {person.connected ? t`connected now` : seen === null ? t`not here yet` : t`last here ${seen}`}
          {" · "}
          {person.holdsAll ? t`has everything` : t`does not have everything yet`}
        </>
      )}
    </>
  );
}
