// "Received", "Give out" and "Count": a number, where, and a word on it. Each is a statement by a person. What is typed
// survives closing and a crash, until it is done.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { Intent, ItemRow, StockLine } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Dialog, DialogButtons } from "../../../components/Dialog";
import { SiteInput } from "../../../components/FieldInput";
import { TextInput } from "../../../components/Inputs";
import { Note } from "../../../components/Page";
import { useCore, useOne } from "../../../state/core";
import { useUndo } from "../../../state/undo";
import { errorWords } from "../../../words/errors";
import { readTyped, type Typed, writeTyped } from "../addDraft";
import { wholeNumber } from "./wholeNumber";
import { asAppError } from "../../../state/failure";
import { useOnce } from "../../../state/once";

export type StockDeed = "received" | "givenOut" | "counted";

export interface StockAsk {
  readonly row: ItemRow;
  readonly deed: StockDeed;
  /** The site's id, or "". */
  readonly site: string;
}

interface StockDialogProps {
  readonly board: string;
  readonly ask: StockAsk | null;
  readonly onClose: () => void;
}

export function StockDialog({ board, ask, onClose }: StockDialogProps) {
  const title = useTitle(ask);
  return (
    <Dialog title={title} isOpen={ask !== null} onClose={onClose}>
      {ask !== null && <StockForm board={board} ask={ask} onClose={onClose} />}
    </Dialog>
  );
}

function useTitle(ask: StockAsk | null): string {
  const { t } = useLingui();
  if (ask === null) return "";
  const { title } = ask.row;
  switch (ask.deed) {
    case "received": return t`Received: ${title}`;
    case "givenOut": return t`Give out: ${title}`;
    case "counted": return t`Count: ${title}`;
  }
}

function StockForm({ board, ask, onClose }: { board: string; ask: StockAsk; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const { backend, announcements, drafts } = useCore();
  const undo = useUndo(board);
  const key = `stock:${board}:${ask.row.item}:${ask.deed}`;
  const [typed, setTyped] = useState(() => readTyped(drafts.get(key)));
  const type = (part: Typed) => {
    setTyped({ ...typed, ...part });
    drafts.set(key, writeTyped({ ...typed, ...part }));
  };
  const number = typed["number"] ?? "";
  const chosen = typed["site"] ?? (ask.site === "" ? null : ask.site);
  const stock = useOne({ type: "item", board, item: ask.row.item }, "itemPage")?.stock ?? [];
  const site = chosen ?? likelySite(stock, ask.deed);
  const note = typed["note"] ?? "";
  const [error, setError] = useState<string | null>(null);
  const { deed, row } = ask;
  const least = deed === "counted" ? 0 : 1;

  const told = (quantity: number): string => {
    const { title } = row;
    const amount = i18n.number(quantity);
    if (deed === "received") return t`Received ${amount} of “${title}”.`;
    if (deed === "givenOut") return t`Gave out ${amount} of “${title}”.`;
    return t`Counted ${amount} of “${title}”.`;
  };
  const { run: save, busy } = useOnce(async () => {
    const quantity = wholeNumber(number);
    if (quantity === null || quantity < least) return setError(least === 0 ? t`Type a whole number.` : t`Type a whole number, 1 or more.`);
    try {
      await backend.dispatch(intentOf(board, ask, quantity, site, note));
      drafts.discard(key);
      announcements.tell(told(quantity), undo);
      onClose();
    } catch (refusal) {
      setError(i18n._(errorWords(asAppError(refusal))));
    }
  });

  const cancel = () => {
    drafts.discard(key);
    onClose();
  };
  return (
    <>
      {deed === "counted" && (
        <Note tone="calm"><Trans>Type what is there now. From here on the numbers start from your count.</Trans></Note>
      )}
      <TextInput
        label={deed === "counted" ? t`How many are there` : t`How many`}
        inputMode="numeric"
        value={number}
        onChange={(text) => {
          type({ number: text });
          setError(null);
        }}
        onEnter={save}
        error={error}
        autoFocus
      />
      <SiteInput board={board} label={t`Site`} value={site} onChange={(id) => type({ site: id })} />
      {deed !== "counted" && <TextInput label={t`Note (optional)`} value={note} onChange={(text) => type({ note: text })} onEnter={save} />}
      <DialogButtons>
        <Button onPress={cancel}><Trans>Cancel</Trans></Button>
        <Button weight="primary" isDisabled={busy} onPress={save}><Deed deed={deed} /></Button>
      </DialogButtons>
    </>
  );
}

/** The only place that has any; for a count the one that wants it most. */
function likelySite(stock: readonly StockLine[], deed: StockDeed): string {
  const wanting = deed === "counted" ? stock.find((line) => line.onHand < 0) : undefined;
  const only = stock.length === 1 ? stock[0] : undefined;
  return (wanting ?? only)?.site ?? "";
}

export function Deed({ deed }: { deed: StockDeed }) {
  switch (deed) {
    case "received": return <Trans>Received</Trans>;
    case "givenOut": return <Trans>Give out</Trans>;
    case "counted": return <Trans>Count</Trans>;
  }
}

function intentOf(board: string, { row, deed }: StockAsk, quantity: number, place: string, note: string): Intent {
  const site = place === "" ? null : place;
  const { item } = row;
  if (deed === "counted") return { type: "countStock", board, item, site, counted: quantity };
  return { type: "moveStock", board, item, site, action: deed, quantity, note: note.trim() === "" ? null : note.trim() };
}
