// Pictures and files of an item: what there is, how far each is, and what one may do with it. Only small pictures that
// the core made are ever shown; nothing of a file itself reaches the page.

import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import type { AttachmentRow, Outcome } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Section } from "../../../components/Page";
import { rowsOf, useAct, useCore, useView } from "../../../state/core";
import { asAppError } from "../../../state/failure";
import { useOnce } from "../../../state/once";
import { attachmentWord, sizeWord } from "../../../words/attachments";
import { errorWords } from "../../../words/errors";
import { when } from "../../../words/time";

interface AttachmentsPartProps {
  readonly board: string;
  readonly item: string;
  readonly hasCase: boolean;
  readonly mayWrite: boolean;
  readonly now: number;
}

export function AttachmentsPart({ board, item, hasCase, mayWrite, now }: AttachmentsPartProps) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const content = useView({ type: "attachments", board, item });
  const files = rowsOf(content, "attachment");
  const [adding, setAdding] = useState(false);
  const { run: add } = useOnce(async () => {
    setAdding(true);
    try {
      const done = await backend.attachFile(board, item);
      if (done?.type === "attached") {
        announcements.tell(done.picture ? t`Added. The picture was made anew: where and when it was taken is not in it.` : t`Added. What the file itself says of who made it, where and when goes along.`);
      }
    } catch (error) {
      announcements.tell(i18n._(errorWords(asAppError(error))));
    } finally {
      setAdding(false);
    }
  });
  if (files.length === 0 && !mayWrite) return null;
  const count = i18n.number(files.length);
  return (
    <Section title={t`Pictures and files (${count})`}>
      {files.length > 0 && (
        <ul className="flex flex-col gap-3" data-testid="attachments">
          {files.map((file) => <li key={file.attachment}><Attached board={board} item={item} file={file} mayWrite={mayWrite} now={now} /></li>)}
        </ul>
      )}
      {mayWrite && (
        <div className="flex flex-col gap-2">
          <div><Button onPress={add} isDisabled={adding}>{adding ? <Trans>Adding…</Trans> : <Trans>Add a picture or file…</Trans>}</Button></div>
          <p className="text-sm text-text-2">
            {hasCase ? <Trans>Everybody on the board can open it, not only who can open the sealed case. Up to 200 MB.</Trans> : <Trans>Everybody on the board can open it. Up to 200 MB.</Trans>}
          </p>
        </div>
      )}
    </Section>
  );
}

interface AttachedProps {
  readonly board: string;
  readonly item: string;
  readonly file: AttachmentRow;
  readonly mayWrite: boolean;
  readonly now: number;
}

function Attached({ board, item, file, mayWrite, now }: AttachedProps) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const act = useAct();
  const { attachment } = file;
  const of = { board, item, attachment };
  const here = file.state === "here";
  const savedWords = (done: Outcome | null): string => {
    if (done?.type !== "saved") return t`Nothing was saved.`;
    const { name } = done;
    return done.asText ? t`Saved as “${name}”. A computer may run files of this kind, so it is called a text.` : t`Saved as “${name}”.`;
  };
  const { run: save } = useOnce(async () => {
    try {
      announcements.tell(savedWords(await backend.saveAttachment(board, item, attachment)));
    } catch (error) {
      announcements.tell(i18n._(errorWords(asAppError(error))));
    }
  });
  const takeOff = () => void act({ type: "detach", ...of }, () => announcements.tell(t`Taken off. Those who have it still have it.`));
  const fetch = (on: boolean) => void act({ type: "fetchAttachment", ...of, on });
  const keep = (on: boolean) => void act({ type: "keepAttachment", ...of, on });
  const { by } = file;
  const state = <span data-testid="attachment-state">{attachmentWord(i18n, file)}</span>;
  return (
    <article className="card flex flex-col gap-3 rounded-lg border border-border p-3" aria-label={file.name}>
      <div>
        <p className="font-semibold wrap-anywhere"><bdi>{file.name}</bdi></p>
        <p className="text-sm text-text-2">
          {sizeWord(i18n, file.size)}
          {" · "}
          {file.mine ? <Trans>you</Trans> : <bdi>{by}</bdi>}
          {" · "}
          {when(i18n.locale, file.at, now)}
          {here && <>{" · "}{state}</>}
        </p>
        {!here && <p className="text-sm">{state}</p>}
      </div>
      {here && file.picture && <Preview board={board} item={item} file={file} />}
      {file.risky && <p className="text-sm text-warn"><Trans>A computer may run files of this kind when they are opened. A copy is saved as a text.</Trans></p>}
      {file.takenOff && <p className="text-sm text-text-2"><Trans>It was taken off. You keep it on this device; others do not see it here any more.</Trans></p>}
      <div className="flex flex-wrap gap-2">
        {here && <Button onPress={save}><Trans>Save a copy…</Trans></Button>}
        {(file.state === "tooLarge" || file.state === "noRoom" || file.state === "stopped") && <Button onPress={() => fetch(true)}><Trans>Fetch it</Trans></Button>}
        {(file.state === "coming" || file.state === "nobody") && <Button onPress={() => fetch(false)}><Trans>Stop fetching</Trans></Button>}
        {file.state !== "wrong" && (file.kept ? <Button onPress={() => keep(false)}><Trans>Keep it no longer</Trans></Button> : <Button onPress={() => keep(true)}><Trans>Keep on this device</Trans></Button>)}
        {file.mine && mayWrite && !file.takenOff && <Button onPress={takeOff}><Trans>Take it off</Trans></Button>}
      </div>
    </article>
  );
}

/** The small picture, once the core has made it. */
function Preview({ board, item, file }: { board: string; item: string; file: AttachmentRow }) {
  const { t } = useLingui();
  const { backend } = useCore();
  const { attachment, name } = file;
  const [shown, setShown] = useState<{ src: string } | "none">();
  useEffect(() => {
    let gone = false;
    const asked = backend.read({ type: "preview", board, item, attachment });
    void asked.then((answer) => {
      if (!gone && answer.type === "preview") setShown({ src: `data:image/png;base64,${answer.base64}` });
    }, () => {
      if (!gone) setShown("none");
    });
    return () => {
      gone = true;
    };
  }, [backend, board, item, attachment]);
  if (shown === "none") return <p className="text-sm text-text-2"><Trans>This picture cannot be shown. You can save a copy.</Trans></p>;
  if (shown === undefined) return <div aria-busy className="h-24 w-32 rounded bg-surface-2" />;
  return <img src={shown.src} alt={t`Small picture of ${name}`} className="max-h-60 max-w-full self-start rounded border border-border" />;
}
