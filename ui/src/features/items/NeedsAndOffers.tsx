// The section Needs and offers: its heading, its filter, and the list or the columns.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { FileUp, Plus } from "lucide-react";
import { type ReactNode, useState } from "react";

import { Button } from "../../components/Button";
import { Empty, Page } from "../../components/Page";
import { OneOf } from "../../components/Toggle";
import { mayAdd, useHead } from "../../state/board";
import { ALL, type Choices, filterOf, isFiltered, onlySearched } from "./filter";
import { FirstScreen, StillComing, useFirstScreen, useIsComing } from "./FirstScreen";
import { ItemColumns } from "./ItemColumns";
import { ItemList } from "./ItemList";
import { ItemsToolbar } from "./ItemsToolbar";
import { Meanwhile, useMeanwhile } from "./Meanwhile";
import { useItemActions } from "./useItemActions";
import { WaitingStrip } from "./WaitingStrip";
import { useItems } from "./useItems";

export type Layout = "list" | "columns";

interface NeedsAndOffersProps {
  readonly board: string;
  readonly boardName: string;
  readonly layout: Layout;
  readonly onLayout: (layout: Layout) => void;
  /** The need or offer whose page is open. */
  readonly selected: string | null;
  readonly onOpen: (item: string) => void;
  readonly onAdd: (kind: "need" | "offer") => void;
  readonly onImport: () => void;
}

export function NeedsAndOffers(props: NeedsAndOffersProps) {
  const { board, boardName, layout, onLayout, selected, onOpen, onAdd, onImport } = props;
  const { t } = useLingui();
  const [choices, setChoices] = useState(ALL);
  const actions = useItemActions(board);
  const items = useItems(board, filterOf(choices), "urgency");
  const adds = mayAdd(useHead(board));
  const add = adds && (
    <>
      <Button icon={Plus} onPress={() => onAdd("offer")}><Trans>Add offer</Trans></Button>
      <Button icon={Plus} weight="primary" onPress={() => onAdd("need")}><Trans>Add need</Trans></Button>
    </>
  );
  const layouts = [{ id: "list", text: t`List` }, { id: "columns", text: t`Columns` }] as const;
  const unchecked = useFirstScreen(board);
  const drafts = useMeanwhile(board);
  const coming = useIsComing(board);
  const waits = unchecked !== undefined && unchecked.rows.length > 0;
  const empty = items.phase !== "loading" && items.total === 0;
  const shared = { selected, actions, onOpen };
  return (
    <Page
      title={t`Needs and offers`}
      context={boardName}
      actions={add}
    >
      <ItemsToolbar choices={choices} onChange={setChoices}>
        <OneOf label={t`Layout`} options={layouts} value={layout} onChange={onLayout} />
      </ItemsToolbar>
      <WaitingStrip board={board} choices={choices} onChange={setChoices} items={items} actions={actions} />
      <Meanwhile board={board} drafts={drafts} />
      {waits && <FirstScreen screen={unchecked} drafts={drafts} />}
      {empty && !waits && <div className="p-4"><Nothing isComing={coming} choices={choices} onClear={() => setChoices(ALL)} add={<>{add}{actions.mayWrite && <Button icon={FileUp} onPress={onImport}><Trans>Import a list</Trans></Button>}</>} /></div>}
      {!empty && layout === "columns" && <ItemColumns board={board} choices={choices} {...shared} />}
      {!empty && layout === "list" && (
        <>
          <p className="px-4 pt-2 text-sm text-text-2" data-testid="items-shown">
            <Plural value={items.total} one="# shown" other="# shown" />
          </p>
          <ItemList label={t`Needs and offers`} items={items} className="px-4 pt-2" {...shared} />
        </>
      )}
      {actions.dialog}
    </Page>
  );
}

interface NothingProps {
  readonly isComing: boolean;
  readonly choices: Choices;
  readonly onClear: () => void;
  readonly add: ReactNode;
}

function Nothing({ isComing, choices, onClear, add }: NothingProps) {
  const { t } = useLingui();
  if (!isFiltered(choices)) {
    if (isComing) return <StillComing>{add}</StillComing>;
    return <Empty text={t`No needs or offers yet. Add the first one, such as “20 blankets for the school hall”, or bring in a spreadsheet.`}>{add}</Empty>;
  }
  return <Empty text={t`Nothing matches.`}><Button onPress={onClear}>{onlySearched(choices) ? <Trans>Clear the search</Trans> : <Trans>Clear filters</Trans>}</Button></Empty>;
}
