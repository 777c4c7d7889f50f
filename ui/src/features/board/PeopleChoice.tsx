// Some of the people of a board, by checkboxes.

import { useLingui } from "@lingui/react/macro";
import { Check } from "lucide-react";
import { Checkbox, CheckboxGroup, Label } from "react-aria-components";

import type { PersonRow } from "../../bindings";
import { rowsOf, useView } from "../../state/core";
import { roleWord } from "../../words/names";

interface PeopleChoiceProps {
  readonly board: string;
  readonly label: string;
  /** In the order in which they were chosen. */
  readonly chosen: readonly string[];
  readonly onChange: (people: string[]) => void;
}

const ABLE: readonly string[] = ["steward", "coordinator", "editor", "contributor", "reader"];

export function usePeopleOf(board: string): readonly PersonRow[] {
  const people = rowsOf(useView({ type: "people", board }), "person");
  return people.filter((person) => person.removed === null && ABLE.includes(person.role));
}

export function PeopleChoice({ board, label, chosen, onChange }: PeopleChoiceProps) {
  const { t, i18n } = useLingui();
  const people = usePeopleOf(board);
  return (
    <CheckboxGroup value={[...chosen]} onChange={onChange} className="flex flex-col gap-1">
      <Label className="text-sm font-semibold">{label}</Label>
      {people.map((person) => (
        <Checkbox key={person.person} value={person.person} className="group -ms-1 flex min-h-9 w-fit items-center gap-3 rounded-md ps-1 pe-2">
          <span aria-hidden className="grid size-5 shrink-0 place-items-center rounded-sm border-[1.5px] border-border-strong bg-surface group-data-selected:border-primary group-data-selected:bg-primary group-data-focus-visible:outline-3 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus">
            <Check size="0.875rem" strokeWidth={3} className="hidden text-on-primary group-data-selected:block" />
          </span>
          <span>
            <bdi className="group-data-selected:font-semibold">{person.name === "" ? t`Name not yet known` : person.name}</bdi>
            {person.me && <>{" "}{t`(you)`}</>}
            <span className="text-sm text-text-2">{" · "}{i18n._(roleWord(person.role))}</span>
          </span>
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
