// What is on this computer only, line by line. Nothing where there is nothing.

import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { OnlyHereView } from "../../bindings";
import { Said } from "../../components/UserText";
import { boardWords, fileWords, helpWords } from "../../words/onlyHere";

interface OnlyHereListProps {
  readonly view: OnlyHereView;
  /** Only what others wait for: the question before the window closes. */
  readonly waiting?: boolean;
}

export function OnlyHereList({ view, waiting = false }: OnlyHereListProps) {
  const { i18n } = useLingui();
  const boards = waiting ? view.boards.filter((board) => (board.changes > 0 || board.files > 0) && !board.out) : view.boards;
  return (
    <ul className="flex flex-col gap-3" data-testid="only-here-list">
      {boards.map((board) => {
        const said = [boardWords(board), helpWords(board), fileWords(board)].filter((words) => words !== null);
        return (
          <li key={board.board}>
            <p className="font-semibold"><Said text={board.name} /></p>
            <p className="text-sm text-text-2">{said.map((words) => i18n._(words)).join(" ")}</p>
          </li>
        );
      })}
      {view.joins.map((name, at) => (
        // The same board is asked for once; two may be called the same.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={`join ${at}`}><p><Trans>You asked to join <Said text={name} />, and nobody has answered yet.</Trans></p></li>
      ))}
      {view.reports > 0 && <li><p>{i18n._(plural(view.reports, { one: "# report waits for somebody who takes it in.", other: "# reports wait for somebody who takes them in." }))}</p></li>}
      {!waiting && view.drafts > 0 && <li><p>{i18n._(plural(view.drafts, { one: "# text that you began and did not save.", other: "# texts that you began and did not save." }))}</p></li>}
      {!waiting && view.words && <li><p><Trans>Your twelve words: you have not looked at them yet, so they are not on paper. Without them you cannot be yourself on another computer.</Trans></p></li>}
      {!waiting && view.noBackup && <li><p><Trans>No backup was ever made. What you noted for yourself (who you met, what you hide) is only here.</Trans></p></li>}
    </ul>
  );
}
