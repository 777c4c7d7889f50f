// "⋮": all that can be done with a thing, as a menu.

import { EllipsisVertical } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

import { IconButton } from "./Button";

export interface MenuAction {
  readonly id: string;
  readonly text: string;
  readonly act: () => void;
}

export function ActionMenu({ label, actions }: { label: string; actions: readonly MenuAction[] }) {
  const act = (id: string | number) => actions.find((action) => action.id === id)?.act();
  return (
    <MenuTrigger>
      <IconButton icon={EllipsisVertical} label={label} />
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
