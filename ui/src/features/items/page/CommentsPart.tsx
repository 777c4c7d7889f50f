// What people say about it, and the box to say something. What is typed survives a crash.

import { Trans, useLingui } from "@lingui/react/macro";
import { type KeyboardEvent, useState } from "react";

import type { CommentView } from "../../../bindings";
import { Button } from "../../../components/Button";
import { TextInput } from "../../../components/Inputs";
import { Section } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { useAct, useCore, useDraft } from "../../../state/core";
import { useUndo } from "../../../state/undo";
import { commentKey } from "./CommentBegun";
import { useOnce } from "../../../state/once";
import { when } from "../../../words/time";

interface CommentsPartProps {
  readonly board: string;
  readonly item: string;
  readonly comments: readonly CommentView[];
  readonly mayWrite: boolean;
  readonly now: number;
}

export function CommentsPart({ board, item, comments, mayWrite, now }: CommentsPartProps) {
  const { t, i18n } = useLingui();
  const { drafts, announcements } = useCore();
  const act = useAct();
  const undo = useUndo(board);
  const key = commentKey(board, item);
  const text = useDraft(key) ?? "";
  const count = i18n.number(comments.length);

  const type = (typed: string) => {
    if (typed === "") drafts.discard(key);
    else drafts.set(key, typed);
  };
  const { run: send } = useOnce(async () => {
    if (text.trim() === "") return;
    await act({ type: "comment", board, item, text: text.trim() }, () => {
      // What was typed on meanwhile is another comment.
      if (drafts.get(key) === text) drafts.discard(key);
      announcements.tell(t`Comment added.`, undo);
    });
  });
  const letIn = (comment: string) => {
    void act({ type: "letInHeld", board, entries: [comment] }, () => announcements.tell(t`Let in: everybody sees it now.`));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  };
  return (
    <Section title={t`Comments (${count})`}>
      <ul className="flex flex-col gap-3" data-testid="comments">
        {comments.map((comment) => <li key={comment.key}><Comment comment={comment} now={now} onLetIn={() => letIn(comment.key)} /></li>)}
      </ul>
      {mayWrite && (
        <div data-comment-box className="flex flex-col gap-2" onKeyDownCapture={onKeyDown}>
          <TextInput label={t`Write a comment`} lines={2} value={text} onChange={type} />
          <div><Button onPress={send} isDisabled={text.trim() === ""}><Trans>Add comment</Trans></Button></div>
        </div>
      )}
    </Section>
  );
}

function Comment({ comment, now, onLetIn }: { comment: CommentView; now: number; onLetIn: () => void }) {
  const { i18n } = useLingui();
  const [shown, setShown] = useState(!comment.folded);
  const { by } = comment;
  if (!shown) {
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm text-text-2">
        <Trans>A comment by somebody whom you have blocked.</Trans>
        <Button onPress={() => setShown(true)}><Trans>Show it</Trans></Button>
      </p>
    );
  }
  return (
    <article className="flex flex-col gap-1">
      <p className="text-sm text-text-2">
        <span className="font-semibold">{comment.mine ? <Trans><Said text={by} /> (you)</Trans> : <bdi>{by}</bdi>}</span>
        {" · "}
        {when(i18n.locale, comment.at, now)}
      </p>
      <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">{comment.text}</p>
      {comment.held !== undefined && (
        <p className="flex flex-wrap items-center gap-2 text-sm text-warn">
          {comment.held.mine ? <Trans>This waits until somebody lets it in. Others do not see it yet.</Trans> : <Trans>By somebody new here. Others do not see it before it is let in.</Trans>}
          {comment.held.mayLetIn && <Button onPress={onLetIn}><Trans>Let it in</Trans></Button>}
        </p>
      )}
    </article>
  );
}
