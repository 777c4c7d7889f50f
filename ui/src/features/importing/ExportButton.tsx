// The board as a file: a table for spreadsheets, or all of it.

import { useLingui } from "@lingui/react/macro";
import { Download } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

import type { ExportFormat, ItemKind } from "../../bindings";
import { IconButton } from "../../components/Button";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";

export function ExportButton({ board, kinds }: { board: string; kinds: ItemKind[] }) {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  const save = async (format: ExportFormat) => {
    try {
      const answer = await backend.read({ type: "export", board, format, kinds });
      if (answer.type !== "export") return;
      if (await backend.saveExport(answer.fileName, answer.text)) announcements.tell(t`The file is saved`);
    } catch (error) {
      announcements.refuse(asAppError(error));
    }
  };
  return (
    <MenuTrigger>
      <IconButton icon={Download} label={t`Export`} />
      <Popover className="rounded-md border border-border bg-surface p-1 shadow-pop">
        <Menu onAction={(format) => void save(format as ExportFormat)} className="min-w-[min(14rem,80vw)]">
          <MenuItem id="csv" className="rounded-sm px-3 py-2 data-focused:bg-primary-tint">{t`For a spreadsheet (CSV)`}</MenuItem>
          <MenuItem id="json" className="rounded-sm px-3 py-2 data-focused:bg-primary-tint">{t`For programs (JSON)`}</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
