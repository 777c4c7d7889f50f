// All filters of a list behind one button, which says how many are on: for where there is no room for them in a row.

import { Trans, useLingui } from "@lingui/react/macro";
import { SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, DialogTrigger, Popover } from "react-aria-components";

import { Button } from "./Button";

interface FilterButtonProps {
  /** How many filters are on. */
  readonly on: number;
  readonly onClear: () => void;
  readonly children: ReactNode;
}

export function FilterButton({ on, onClear, children }: FilterButtonProps) {
  const { t } = useLingui();
  return (
    <DialogTrigger>
      <Button icon={SlidersHorizontal} aria-label={on === 0 ? t`Filter` : t`Filter: ${on} on`}>
        <Trans>Filter</Trans>
        {on > 0 && <span className="rounded-full bg-primary px-2 text-sm text-on-primary">{on}</span>}
      </Button>
      <Popover placement="bottom end" className="rounded-lg border border-border bg-surface shadow-pop">
        <Dialog aria-label={t`Filter`} className="flex w-72 max-w-[90vw] flex-col gap-3 p-4">
          {children}
          {on > 0 && <Button onPress={onClear}><Trans>Clear filters</Trans></Button>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
