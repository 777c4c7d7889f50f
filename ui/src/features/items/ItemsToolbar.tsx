// What is shown of the needs and offers: words to look for, kind, state, mine, archived.

import { Trans, useLingui } from "@lingui/react/macro";
import { SlidersHorizontal } from "lucide-react";
import { type ReactNode, useState } from "react";

import { IconButton } from "../../components/Button";
import { SelectInput } from "../../components/Inputs";
import { SearchField } from "../../components/SearchField";
import { Toggle } from "../../components/Toggle";
import { KINDS, STATE } from "../../words/names";
import { type Choices, type KindChoice, type StateChoice, STATES } from "./filter";

interface ItemsToolbarProps {
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
  /** More controls, always shown. */
  readonly children: ReactNode;
}

export function ItemsToolbar({ choices, onChange, children }: ItemsToolbarProps) {
  const { t, i18n } = useLingui();
  const change = (part: Partial<Choices>) => onChange({ ...choices, ...part });
  // In a small window the filters stand behind a button, so that the list is not below them all.
  const [shown, setShown] = useState(false);
  const kinds = [
    { id: "both", text: t`Needs and offers` },
    { id: "need", text: i18n._(KINDS.need) },
    { id: "offer", text: i18n._(KINDS.offer) },
  ];
  const states = [
    { id: "all", text: t`All states` },
    ...STATES.map((state) => ({ id: state, text: i18n._(STATE[state]) })),
  ];
  return (
    <div role="search" aria-label={t`Filter needs and offers`} className="flex flex-wrap items-center gap-2 px-4 pt-3">
      <SearchField label={t`Find in needs and offers`} value={choices.text} onChange={(text) => change({ text })} />
      <span className="@min-[43.75rem]/app:hidden">
        <IconButton
          icon={SlidersHorizontal} label={t`Filters`} weight="secondary" aria-expanded={shown}
          onPress={() => setShown(!shown)}
        />
      </span>
      <div className={`flex flex-wrap items-center gap-2 ${shown ? "" : "@max-[43.75rem]/app:hidden"}`}>
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
      </div>
      {children}
    </div>
  );
}
