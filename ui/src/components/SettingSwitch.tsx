// A setting that is on or off, with what it does beside it.

import { useId } from "react";
import { Switch } from "react-aria-components";

interface SettingSwitchProps {
  readonly label: string;
  readonly help: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

export function SettingSwitch({ label, help, on, onChange }: SettingSwitchProps) {
  const helpId = useId();
  return (
    <div className="flex flex-col gap-1">
      <Switch isSelected={on} onChange={onChange} aria-describedby={helpId} className="group flex min-h-11 items-center gap-3">
        <span
          aria-hidden
          className="flex h-7 w-12 shrink-0 items-center rounded-full border-[1.5px] border-border-strong bg-surface-2 p-0.5 group-data-selected:justify-end group-data-selected:bg-primary group-data-focus-visible:outline-3 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus"
        >
          <span className="size-5 rounded-full bg-border-strong group-data-selected:bg-on-primary" />
        </span>
        <span className="font-semibold">{label}</span>
      </Switch>
      <p id={helpId} className="ps-15 text-sm text-text-2">{help}</p>
    </div>
  );
}
