// What waits for a decision: new things of newcomers, and what somebody asks to look at again. Shown to who may decide.

import { Plural, Trans } from "@lingui/react/macro";
import { Inbox } from "lucide-react";

import { Button } from "../../components/Button";
import { useHead } from "../../state/board";
import { ALL, type Choices } from "./filter";
import type { ItemActions } from "./useItemActions";
import type { Items } from "./useItems";

/** So many are let in together at most: what the first page of the list holds. */
const AT_ONCE = 200;

interface WaitingStripProps {
  readonly board: string;
  readonly choices: Choices;
  readonly onChange: (choices: Choices) => void;
  /** What is shown now. */
  readonly items: Items;
  readonly actions: ItemActions;
}

export function WaitingStrip({ board, choices, onChange, items, actions }: WaitingStripProps) {
  const head = useHead(board);
  const held = actions.mayLetIn ? (head?.held ?? 0) : 0;
  const appeals = actions.mayModerate ? (head?.appeals ?? 0) : 0;
  if (choices.waiting !== null) return <Shown choices={choices} onChange={onChange} items={items} actions={actions} />;
  if (held === 0 && appeals === 0) return null;
  const show = (waiting: Choices["waiting"]) => onChange({ ...ALL, waiting });
  return (
    <div data-testid="waiting" className="card mx-4 mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-warn-tint px-3 py-2 text-warn">
      <Inbox aria-hidden size="1.25rem" className="shrink-0" />
      {held > 0 && (
        <Button onPress={() => show("held")}><Plural value={held} one="# new thing waits to be let in" other="# new things wait to be let in" /></Button>
      )}
      {appeals > 0 && (
        <Button onPress={() => show("appeals")}><Plural value={appeals} one="# hidden thing to look at again" other="# hidden things to look at again" /></Button>
      )}
    </div>
  );
}

function Shown({ choices, onChange, items, actions }: Omit<WaitingStripProps, "board">) {
  const rows = Array.from({ length: Math.min(items.total, AT_ONCE) }, (_, at) => items.at(at));
  const all = rows.flatMap((row) => (row?.held?.mayLetIn === true ? [row.item] : []));
  const held = choices.waiting === "held";
  return (
    <div data-testid="waiting" className="card mx-4 mt-3 flex flex-wrap items-center gap-3 rounded-md bg-warn-tint px-3 py-2 text-warn">
      <p className="min-w-0 flex-[1_1_16rem]">
        {held ? <Trans>Made by people who are new here. Others do not see it before it is let in.</Trans> : <Trans>Hidden for everybody, and whoever made it asks to look again.</Trans>}
      </p>
      {held && all.length > 1 && <Button onPress={() => actions.letInHeld(all)}><Plural value={all.length} one="Let in # of these" other="Let in all # of these" /></Button>}
      <Button onPress={() => onChange({ ...choices, waiting: null })}><Trans>Back to the list</Trans></Button>
    </div>
  );
}
