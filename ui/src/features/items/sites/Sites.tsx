// The section Sites: hubs, pantries, shelters; name, address and hours at a glance.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { FileUp, Plus } from "lucide-react";
import { useState } from "react";

import type { ItemRow, ItemsFilter } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Chip } from "../../../components/Chip";
import { Empty, Page } from "../../../components/Page";
import { RovingList } from "../../../components/RovingList";
import { SearchField } from "../../../components/SearchField";
import { mayAdd, mayWrite, useHead } from "../../../state/board";
import { EditingChip } from "../Editing";
import { StillComing, useIsComing } from "../FirstScreen";
import { Meanwhile, useMeanwhile } from "../Meanwhile";
import { useItems } from "../useItems";

interface SitesProps {
  readonly board: string;
  readonly boardName: string;
  readonly selected: string | null;
  readonly onOpen: (item: string) => void;
  readonly onAdd: () => void;
  readonly onImport: () => void;
}

export function Sites({ board, boardName, selected, onOpen, onAdd, onImport }: SitesProps) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const filter: ItemsFilter = { kinds: ["site"], states: [], text: text.trim(), archived: false, mine: false };
  const items = useItems(board, filter, "title");
  const head = useHead(board);
  const drafts = useMeanwhile(board);
  const coming = useIsComing(board);
  const add = mayAdd(head) && <Button icon={Plus} weight="primary" onPress={onAdd}><Trans>Add a site</Trans></Button>;
  const buttons = <>{mayWrite(head) && <Button icon={FileUp} onPress={onImport}><Trans>Import a list</Trans></Button>}{add}</>;
  const none = text.trim() === "" ? coming ? <StillComing>{add}</StillComing> : (
    <Empty text={t`No sites yet. Add the first one, such as a school hall or a pantry, or bring in a spreadsheet.`}>{buttons}</Empty>
  ) : (
    <Empty text={t`Nothing matches.`}><Button onPress={() => setText("")}><Trans>Clear the search</Trans></Button></Empty>
  );
  return (
    <Page title={t`Sites`} context={boardName} actions={add}>
      <div role="search" aria-label={t`Filter sites`} className="flex flex-wrap items-center gap-2 px-4 pt-3">
        <SearchField label={t`Find in sites`} value={text} onChange={setText} />
      </div>
      <Meanwhile board={board} drafts={drafts} />
      {items.phase !== "loading" && items.total === 0 ? <div className="p-4">{none}</div> : (
        <>
          <p className="px-4 pt-2 text-sm text-text-2" data-testid="items-shown">
            <Plural value={items.total} one="# site" other="# sites" />
          </p>
          <RovingList
            label={t`Sites`}
            total={items.total}
            onShow={items.show}
            className="px-4 pt-2"
            keyAt={(index) => items.at(index)?.item ?? `row-${index}`}
            row={(index, isActive) => {
              const row = items.at(index);
              return (
                <SiteRow
                  row={row} index={index} isActive={isActive} isSelected={row !== undefined && row.item === selected}
                  onOpen={onOpen}
                />
              );
            }}
          />
        </>
      )}
    </Page>
  );
}

interface SiteRowProps {
  readonly row: ItemRow | undefined;
  readonly index: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onOpen: (item: string) => void;
}

/** Everything here is plain text: what a list brought as HTML is shown as the text that it is. */
function SiteRow({ row, index, isActive, isSelected, onOpen }: SiteRowProps) {
  const look = isSelected ? "border-primary bg-primary-tint" : "border-border bg-surface hover:border-border-strong";
  const { siteKind, address, area, hours, details } = row?.fields ?? {};
  const place = address ?? area;
  return (
    <button
      type="button"
      data-item-code={row?.code}
      data-row-index={index}
      aria-current={isSelected ? "true" : undefined}
      aria-disabled={row === undefined ? true : undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={() => row !== undefined && onOpen(row.item)}
      className={`card flex min-h-20 w-full flex-col gap-1 rounded-md border px-3 py-2 text-start ${look}`}
    >
      {row === undefined ? <Trans>One moment…</Trans> : (
        <>
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-semibold wrap-anywhere"><bdi>{row.title}</bdi></span>
            {siteKind !== undefined && <Chip tone="plain"><bdi>{siteKind}</bdi></Chip>}
            {row.twoVersions && <Chip tone="warn"><Trans>2 versions</Trans></Chip>}
            <EditingChip item={row.item} />
            <span className="text-sm text-text-2">{row.code}</span>
          </span>
          {place !== undefined && <span dir="auto" className="wrap-anywhere">{place}</span>}
          {hours !== undefined && <span dir="auto" className="line-clamp-1 text-sm text-text-2">{hours}</span>}
          {details !== undefined && <span dir="auto" className="line-clamp-2 text-sm wrap-anywhere text-text-2">{details}</span>}
        </>
      )}
    </button>
  );
}
