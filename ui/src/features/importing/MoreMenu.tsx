// "More" of a board: bring a list in, take the board out as a file, what is set aside, and the board's own settings.

import { useLingui } from "@lingui/react/macro";
import { Archive, Ellipsis, FileDown, FileUp, SlidersHorizontal } from "lucide-react";
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";

import type { ExportFormat } from "../../bindings";
import { Button } from "../../components/Button";
import { useSaveCopy } from "../../state/saveCopy";

const ENTRY = "flex min-h-11 items-center gap-3 rounded-sm px-3 py-2 data-focused:bg-primary-tint";
/** The entries that lead to a page of the board. */
const PLACES = ["import", "aside", "board"];

interface MoreMenuProps {
  readonly board: string;
  /** Whether the reader may bring a list in. */
  readonly mayImport: boolean;
  readonly onPlace: (place: string) => void;
}

export function MoreMenu({ board, mayImport, onPlace }: MoreMenuProps) {
  const { t } = useLingui();
  const save = useSaveCopy(board);
  const choose = (id: string | number) => (PLACES.includes(String(id)) ? onPlace(String(id)) : void save(id as ExportFormat));
  return (
    <MenuTrigger>
      <Button weight="quiet" icon={Ellipsis}><span className="@max-[64rem]/app:sr-only">{t`More`}</span></Button>
      <Popover placement="bottom end" className="overflow-auto rounded-md border border-border bg-surface p-1 shadow-pop">
        <Menu onAction={choose} className="min-w-[min(16rem,80vw)]">
          {mayImport && (
            <MenuItem id="import" textValue={t`Import a list`} className={ENTRY}>
              <FileUp aria-hidden size="1.25rem" />{t`Import a list`}
            </MenuItem>
          )}
          <MenuItem id="aside" textValue={t`Set aside`} className={ENTRY}>
            <Archive aria-hidden size="1.25rem" />{t`Set aside`}
          </MenuItem>
          <MenuItem id="board" textValue={t`Board settings`} className={ENTRY}>
            <SlidersHorizontal aria-hidden size="1.25rem" />{t`Board settings`}
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
