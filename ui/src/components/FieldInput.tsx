// The control for one field by its shape: a line, text, a number, a choice, a day, or a site of the board.

import { useLingui } from "@lingui/react/macro";

import { rowsOf, useView } from "../state/core";
import { choiceWord } from "../words/names";
import { DayInput } from "./DayInput";
import { type Option, SelectInput, TextInput } from "./Inputs";

interface FieldInputProps {
  readonly board: string;
  readonly field: string;
  readonly shape: string;
  readonly choices: readonly string[];
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly onEnter?: () => void;
  /** A day was chosen from the calendar, after `onChange`. */
  readonly onChosen?: () => void;
  readonly error?: string | null;
  readonly help?: string;
  readonly isReadOnly?: boolean;
  readonly autoFocus?: boolean;
}

const NONE = "none";

export function FieldInput({ board, field, shape, choices, onChosen, ...rest }: FieldInputProps) {
  const { t, i18n } = useLingui();
  if (shape === "choice") {
    const options = choices.map((choice) => ({ id: choice, text: i18n._(choiceWord(field, choice)) }));
    return <Choose {...rest} options={[{ id: NONE, text: t`Not said` }, ...options]} />;
  }
  if (shape === "site") return <SiteInput board={board} {...rest} />;
  if (shape === "date") return <DayInput {...rest} {...(onChosen === undefined ? {} : { onChosen })} />;
  const kind = shape === "number" ? ({ inputMode: "numeric" } as const) : {};
  return <TextInput {...rest} {...kind} lines={shape === "text" ? 3 : 1} />;
}

type ChooseProps = Pick<FieldInputProps, "label" | "value" | "onChange" | "error" | "isReadOnly"> & {
  readonly options: readonly Option[];
};

/** A list to choose from; what is chosen is stored as it is, "not said" as nothing. */
function Choose({ label, value, onChange, error = null, isReadOnly = false, options }: ChooseProps) {
  return (
    <>
      <SelectInput
        label={label}
        options={options}
        value={value === "" ? NONE : value}
        onChange={(id) => onChange(id === NONE ? "" : id)}
        isDisabled={isReadOnly}
        isInvalid={error !== null}
      />
      {error !== null && <p className="text-sm text-danger">{error}</p>}
    </>
  );
}

export function SiteInput({ board, ...rest }: { readonly board: string } & Omit<ChooseProps, "options">) {
  const { t } = useLingui();
  const sites = useSites(board);
  const known = rest.value === "" || sites.some((site) => site.id === rest.value);
  const other = known ? [] : [{ id: rest.value, text: t`A site that has not arrived yet` }];
  return <Choose {...rest} options={[{ id: NONE, text: t`No site` }, ...sites, ...other]} />;
}

/** The sites of the board, as options. */
export function useSites(board: string): readonly Option[] {
  const content = useView({
    type: "items",
    board,
    filter: { kinds: ["site"], states: [], text: "", archived: false, mine: false },
    sort: "title",
    window: { offset: 0, limit: 500 },
  });
  return rowsOf(content, "item").map((site) => {
    const address = site.fields["address"];
    return { id: site.item, text: address === undefined ? site.title : `${site.title} · ${address}` };
  });
}
