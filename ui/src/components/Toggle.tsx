// A button that is on or off, and a row of them of which one is on.

import type { ReactNode } from "react";
import { ToggleButton } from "react-aria-components";

const LOOK =
  "inline-flex items-center justify-center min-h-11 rounded-md border-[1.5px] border-border-strong px-4 font-semibold " +
  "whitespace-nowrap bg-surface data-selected:bg-primary-tint data-selected:border-primary data-selected:border-2";

interface ToggleProps {
  readonly isOn: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}

export function Toggle({ isOn, onChange, children }: ToggleProps) {
  return (
    <ToggleButton isSelected={isOn} onChange={onChange} className={LOOK}>
      {children}
    </ToggleButton>
  );
}

interface OneOfProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: T; readonly text: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function OneOf<T extends string>({ label, options, value, onChange }: OneOfProps<T>) {
  return (
    <div role="group" aria-label={label} className="flex gap-1">
      {options.map((option) => (
        <Toggle key={option.id} isOn={option.id === value} onChange={() => onChange(option.id)}>
          {option.text}
        </Toggle>
      ))}
    </div>
  );
}
