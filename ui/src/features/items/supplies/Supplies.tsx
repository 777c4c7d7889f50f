// The section Supplies: what there is, how many are on hand, and what is running low.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { FileUp, Plus } from "lucide-react";
import { useState } from "react";

import type { ItemSort } from "../../../bindings";
import { Button } from "../../../components/Button";
import { SelectInput } from "../../../components/Inputs";
import { Empty, Page } from "../../../components/Page";
import { SearchField } from "../../../components/SearchField";
import { Toggle } from "../../../components/Toggle";
import { mayAdd, mayWrite, useHead } from "../../../state/board";
import { StillComing, useIsComing } from "../FirstScreen";
import { Meanwhile, useMeanwhile } from "../Meanwhile";
import { type StockAsk, StockDialog } from "./StockDialog";
import { SuppliesTable } from "./SuppliesTable";
import { useSupplies } from "./useSupplies";

interface SuppliesProps {
  readonly board: string;
  readonly boardName: string;
  readonly selected: string | null;
  readonly onOpen: (item: string) => void;
  readonly onAdd: () => void;
  readonly onImport: () => void;
}

export function Supplies({ board, boardName, selected, onOpen, onAdd, onImport }: SuppliesProps) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [low, setLow] = useState(false);
  const [sort, setSort] = useState<ItemSort>("title");
  const [ask, setAsk] = useState<StockAsk | null>(null);
  const { items, partly } = useSupplies(board, text, sort, low);
  const head = useHead(board);
  const writes = mayWrite(head);
  const drafts = useMeanwhile(board);
  const coming = useIsComing(board);
  const add = mayAdd(head) && <Button icon={Plus} weight="primary" onPress={onAdd}><Trans>Add a supply</Trans></Button>;
  const buttons = <>{writes && <Button icon={FileUp} onPress={onImport}><Trans>Import a list</Trans></Button>}{add}</>;
  const sorts = [{ id: "title", text: t`By name` }, { id: "changed", text: t`Newest change first` }];
  const filtered = low || text.trim() !== "";
  const clear = () => {
    setText("");
    setLow(false);
  };
  return (
    <Page title={t`Supplies`} context={boardName} actions={add}>
      <div role="search" aria-label={t`Filter supplies`} className="flex flex-wrap items-center gap-2 px-4 pt-3">
        <SearchField label={t`Find in supplies`} value={text} onChange={setText} />
        <SelectInput label={t`Order`} hideLabel options={sorts} value={sort} onChange={(id) => setSort(id as ItemSort)} />
        <Toggle isOn={low} onChange={setLow}><Trans>Running low</Trans></Toggle>
      </div>
      <Meanwhile board={board} drafts={drafts} />
      {items.phase !== "loading" && items.total === 0 ? (
        <div className="p-4">
          {filtered ? (
            <Empty text={t`Nothing matches.`}><Button onPress={clear}>{low ? <Trans>Clear filters</Trans> : <Trans>Clear the search</Trans>}</Button></Empty>
          ) : coming ? <StillComing>{add}</StillComing> : (
            <Empty text={t`No supplies yet. Add the first one, such as “Blankets”, or bring in a spreadsheet.`}>{buttons}</Empty>
          )}
        </div>
      ) : (
        <>
          <p className="px-4 pt-2 text-sm text-text-2" data-testid="items-shown">
            {low ? (
              <Plural value={items.total} one="# supply is running low" other="# supplies are running low" />
            ) : (
              <Plural value={items.total} one="# supply" other="# supplies" />
            )}
            {partly && <>{" "}<Trans>Looked at the first 500. Type a word above to narrow it down.</Trans></>}
          </p>
          <SuppliesTable items={items} selected={selected} onOpen={onOpen} onAsk={writes ? setAsk : null} />
        </>
      )}
      <StockDialog board={board} ask={ask} onClose={() => setAsk(null)} />
    </Page>
  );
}
