// Above a list: something new was begun and is not added yet, from before a crash or from a form that was closed.

import { Trans, useLingui } from "@lingui/react/macro";
import { PencilLine } from "lucide-react";

import type { ItemKind } from "../../bindings";
import { Button } from "../../components/Button";
import { Said } from "../../components/UserText";
import { useCore, useDraft } from "../../state/core";
import { addKey, filled, readTyped } from "./addDraft";

interface BegunLineProps {
  readonly board: string;
  readonly kind: ItemKind;
  readonly onGoOn: () => void;
}

export function BegunLine({ board, kind, onGoOn }: BegunLineProps) {
  const { t } = useLingui();
  const { drafts, announcements } = useCore();
  const key = addKey(board, kind);
  const draft = useDraft(key);
  const typed = filled(kind, readTyped(draft));
  if (draft === undefined || Object.keys(typed).length === 0) return null;
  const discard = () => {
    drafts.discard(key);
    announcements.tell(t`Discarded.`, () => drafts.set(key, draft));
  };
  return (
    <div data-testid={`begun-${kind}`} className="card mx-4 mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-surface-2 px-3 py-2">
      <PencilLine aria-hidden size="1.25rem" className="shrink-0 text-text-2" />
      <p className="min-w-0 flex-[1_1_14rem] wrap-anywhere"><Begun kind={kind} title={typed["title"] ?? ""} /></p>
      <Button onPress={onGoOn}><Trans>Go on</Trans></Button>
      <Button weight="quiet" onPress={discard}><Trans>Discard</Trans></Button>
    </div>
  );
}

function Begun({ kind, title }: { kind: ItemKind; title: string }) {
  if (title === "") return <Trans>You were adding something that has no title yet. It is not added.</Trans>;
  switch (kind) {
    case "need": return <Trans>You were adding a need: <Said text={title} />. It is not added yet.</Trans>;
    case "offer": return <Trans>You were adding an offer: <Said text={title} />. It is not added yet.</Trans>;
    case "supply": return <Trans>You were adding a supply: <Said text={title} />. It is not added yet.</Trans>;
    case "site": return <Trans>You were adding a site: <Said text={title} />. It is not added yet.</Trans>;
  }
}
