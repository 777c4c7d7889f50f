// Who else has the open board before them. Small and last: it comes and goes, and nothing moves by it.

import { Trans, useLingui } from "@lingui/react/macro";
import { Eye } from "lucide-react";

import { Said } from "../../components/UserText";
import { useOthersHere } from "../../state/presence";
import { named } from "../../words/presence";

export function HereNow({ board }: { board: string }) {
  const { i18n } = useLingui();
  const others = useOthersHere(board);
  if (others.length === 0) return null;
  const people = named(i18n, others);
  return (
    <p data-testid="here-now" className="flex gap-3 px-4 pt-3 text-sm text-text-2">
      <Eye aria-hidden size="1.125rem" className="mt-0.5 shrink-0" />
      <span className="min-w-0 wrap-anywhere"><Trans>Also looking at this board: <Said text={people} /></Trans></span>
    </p>
  );
}
