// At the top of a page: a comment was begun and is not added yet, from before a crash or an earlier visit.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../../components/Button";
import { Note } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { useCore, useDraft } from "../../../state/core";

/** So much of it is shown; all of it stands in its box. */
const SHOWN = 80;

/** Under which key a comment is kept while it is typed. */
export function commentKey(board: string, item: string): string {
  return `comment:${board}:${item}`;
}

export function CommentBegun({ board, item }: { readonly board: string; readonly item: string }) {
  const { t } = useLingui();
  const { drafts, announcements } = useCore();
  const key = commentKey(board, item);
  // Said of what was there when the page opened: while somebody types below, nothing comes in above.
  const [found] = useState(() => drafts.get(key));
  const [seen, setSeen] = useState(false);
  const now = useDraft(key);
  if (found === undefined || found.trim() === "" || now === undefined || seen) return null;
  const letters = [...found];
  const begun = letters.length > SHOWN ? `${letters.slice(0, SHOWN).join("")}…` : found;
  const goOn = () => {
    setSeen(true);
    document.querySelector<HTMLElement>("[data-comment-box] textarea")?.focus();
  };
  const discard = () => {
    drafts.discard(key);
    announcements.tell(t`Discarded.`, () => drafts.set(key, found));
  };
  return (
    <div data-testid="comment-begun">
      <Note tone="calm">
        <p role="status" className="wrap-anywhere"><Trans>You began a comment: <Said text={begun} />. It is not added yet.</Trans></p>
        <div className="flex flex-wrap gap-2">
          <Button onPress={goOn}><Trans>Go on</Trans></Button>
          <Button onPress={discard}><Trans>Discard</Trans></Button>
        </div>
      </Note>
    </div>
  );
}
