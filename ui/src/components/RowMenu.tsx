// "⋮" of a row in a list with roving focus: reachable by Tab only in the row that has the focus.

import { EllipsisVertical } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

import type { MenuAction } from "./ActionMenu";
import { IconButton } from "./Button";

interface RowMenuProps {
  readonly label: string;
  readonly actions: readonly MenuAction[];
  readonly inTabOrder: boolean;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function RowMenu({ label, actions, inTabOrder, isOpen, onOpenChange }: RowMenuProps) {
  const act = (id: string | number) => actions.find((action) => action.id === id)?.act();
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <IconButton icon={EllipsisVertical} label={label} excludeFromTabOrder={!inTabOrder} />
      <Popover className="overflow-auto rounded-md border border-border bg-surface p-1 shadow-pop">
        <Menu items={actions} onAction={act} className="min-w-[min(12rem,80vw)]">
          {(action) => (
            <MenuItem id={action.id} className="rounded-sm px-3 py-2 data-focused:bg-primary-tint">
              {action.text}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
