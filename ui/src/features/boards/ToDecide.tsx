// What waits for the reader as a steward, above the boards: which board, and the way there.

import { Trans, useLingui } from "@lingui/react/macro";
import { Scale } from "lucide-react";
import { Link } from "wouter";

import type { BoardRow } from "../../bindings";
import { UserText } from "../../components/UserText";

export function ToDecide({ boards }: { boards: readonly BoardRow[] }) {
  const { t } = useLingui();
  const waiting = boards.filter((board) => (board.toDecide ?? 0) > 0);
  if (waiting.length === 0) return null;
  return (
    <section aria-label={t`For you to decide`} data-testid="to-decide" className="card flex items-start gap-3 rounded-lg border border-border bg-surface p-4">
      <Scale aria-hidden size="1.375rem" className="mt-0.5 shrink-0 text-primary" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <h2 className="font-semibold"><Trans>For you to decide</Trans></h2>
        <p><Trans>Coordinators ask to remove each other, and only a steward can. Nothing changes until one of you decides.</Trans></p>
        <ul className="flex flex-col gap-1">
          {waiting.map((board) => (
            <li key={board.board}>
              <Link href={`/board/${board.board}/people`} className="font-semibold underline"><UserText>{board.name}</UserText></Link>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
