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
        <div key={id} className="flex flex-col gap-1">
          <Radio value={id} {...(help === undefined ? {} : { "aria-describedby": `${base}${id}` })} className="group -ms-1 flex min-h-9 w-fit items-center gap-3 rounded-md ps-1 pe-2">
            <span
              aria-hidden
              className="grid size-5 shrink-0 place-items-center rounded-full border-[1.5px] border-border-strong bg-surface group-data-selected:border-primary"
            >
              <span className="size-2.5 rounded-full group-data-selected:bg-primary" />
            </span>
            <span className="group-data-selected:font-semibold">{text}</span>
          </Radio>
          {help !== undefined && <p id={`${base}${id}`} className="ps-8 text-sm text-text-2">{help}</p>}
        </div>
      ))}
    </RadioGroup>
  );
}
