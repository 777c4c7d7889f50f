// What is shown of the needs and offers: words to look for, kind, state, mine, archived, hidden.

import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";

import { FilterButton } from "../../components/FilterButton";
import { SelectInput } from "../../components/Inputs";
import { SearchField } from "../../components/SearchField";
import { Toggle } from "../../components/Toggle";
import { KINDS, STATE } from "../../words/names";
import { ALL, type Choices, filtersOn, type KindChoice, type StateChoice, STATES } from "./filter";

interface ItemsToolbarProps {
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
  /** More controls, always shown. */
  readonly children: ReactNode;
}

export function ItemsToolbar({ choices, onChange, children }: ItemsToolbarProps) {
  const { t, i18n } = useLingui();
  const change = (part: Partial<Choices>) => onChange({ ...choices, ...part });
  const kinds = [
    { id: "both", text: t`Needs and offers` },
    { id: "need", text: i18n._(KINDS.need) },
    { id: "offer", text: i18n._(KINDS.offer) },
  ];
  const states = [
    { id: "all", text: t`All states` },
    ...STATES.map((state) => ({ id: state, text: i18n._(STATE[state]) })),
  ];
  const filters = (
    <>
      <SelectInput
        label={t`Show kinds`} hideLabel options={kinds} value={choices.kinds}
        onChange={(id) => change({ kinds: id as KindChoice })}
      />
      <SelectInput
        label={t`Show states`} hideLabel options={states} value={choices.state}
        onChange={(id) => change({ state: id as StateChoice })}
      />
      <Toggle isOn={choices.mine} onChange={(mine) => change({ mine })}><Trans>Mine</Trans></Toggle>
      <Toggle isOn={choices.archived} onChange={(archived) => change({ archived })}><Trans>Archived</Trans></Toggle>
      <Toggle isOn={choices.folded} onChange={(folded) => change({ folded })}><Trans>Hidden</Trans></Toggle>
    </>
  );
  return (
    <div role="search" aria-label={t`Filter needs and offers`} className="flex flex-wrap items-center gap-2 px-4 pt-3 @max-[48rem]/app:pt-2">
      <SearchField label={t`Find in needs and offers`} value={choices.text} onChange={(text) => change({ text })} />
      {/* Where they have no room in one row they stand behind a button: the list never moves down for them. */}
      <div className="@min-[66rem]/section:hidden">
        <FilterButton on={filtersOn(choices)} onClear={() => onChange({ ...ALL, text: choices.text })}>{filters}</FilterButton>
      </div>
      <div className="flex items-center gap-2 @max-[66rem]/section:hidden">{filters}</div>
      {children}
    </div>
  );
}
