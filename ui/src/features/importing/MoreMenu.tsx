// "More" of a board: bring a list in, and take the board out as a file.

import { useLingui } from "@lingui/react/macro";
import { Ellipsis, FileDown, FileUp } from "lucide-react";
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";

import type { ExportFormat } from "../../bindings";
import { Button } from "../../components/Button";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";

const ENTRY = "flex min-h-11 items-center gap-3 rounded-sm px-3 py-2 data-focused:bg-primary-tint";
const IMPORT = "import";

export function MoreMenu({ board, onImport }: { board: string; onImport: () => void }) {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  const save = async (format: ExportFormat) => {
    try {
      const answer = await backend.read({ type: "export", board, format, kinds: [] });
      if (answer.type !== "export") return;
      if (await backend.saveExport(answer.fileName, answer.text)) announcements.tell(t`The file is saved`);
    } catch (error) {
      announcements.refuse(asAppError(error));
    }
  };
  const choose = (id: string | number) => (id === IMPORT ? onImport() : void save(id as ExportFormat));
  return (
    <MenuTrigger>
      <Button weight="quiet" icon={Ellipsis}><span className="@max-[64rem]/app:sr-only">{t`More`}</span></Button>
      <Popover placement="bottom end" className="rounded-md border border-border bg-surface p-1 shadow-pop">
        <Menu onAction={choose} className="min-w-[min(16rem,80vw)]">
          <MenuItem id={IMPORT} textValue={t`Import a list`} className={ENTRY}>
            <FileUp aria-hidden size="1.25rem" />{t`Import a list`}
          </MenuItem>
          <Separator className="my-1 border-t border-border" />
          <MenuSection>
            <Header className="px-3 pt-2 pb-1 text-sm font-semibold text-text-2">{t`Export`}</Header>
            <MenuItem id="csv" textValue={t`For a spreadsheet (CSV)`} className={ENTRY}>
              <FileDown aria-hidden size="1.25rem" />{t`For a spreadsheet (CSV)`}
            </MenuItem>
            <MenuItem id="json" textValue={t`For programs (JSON)`} className={ENTRY}>
              <FileDown aria-hidden size="1.25rem" />{t`For programs (JSON)`}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
