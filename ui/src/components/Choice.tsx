// One of a few, all of them to be read: each with what it means beside it.

import { type ReactNode, useId } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly text: ReactNode; readonly help?: ReactNode }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function Choice<T extends string>({ label, options, value, onChange }: ChoiceProps<T>) {
  const base = useId();
  return (
    <RadioGroup value={value} onChange={(next) => onChange(next as T)} className="flex flex-col gap-1">
      <Label className="text-sm font-semibold">{label}</Label>
      {options.map(({ id, text, help }) => (
        // All of the row is the radio; its name is the text alone, and the help describes it.
        <Radio
          key={id} value={id} aria-labelledby={`${base}${id}`} {...(help === undefined ? {} : { "aria-describedby": `${base}${id}-help` })}
          className="group -mx-2 flex min-h-11 items-start gap-3 rounded-md px-2 py-2.5 data-hovered:bg-surface-2"
        >
          <span
            aria-hidden
            className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full border-[1.5px] border-border-strong bg-surface group-data-selected:border-primary"
          >
            <span className="size-2.5 rounded-full group-data-selected:bg-primary" />
          </span>
          <span className="flex min-w-0 flex-col gap-1">
            <span id={`${base}${id}`} className="group-data-selected:font-semibold">{text}</span>
            {help !== undefined && <span id={`${base}${id}-help`} className="text-sm text-text-2">{help}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
