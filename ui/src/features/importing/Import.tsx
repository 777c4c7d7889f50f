// A list becomes items: choose a file, see what was understood, correct it, import, undo.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { FileUp } from "lucide-react";
import { useState } from "react";

import type { AppError, ImportColumn, ImportPreview, ImportSource, ItemKind } from "../../bindings";
import { Button } from "../../components/Button";
import { SelectInput } from "../../components/Inputs";
import { Column, Note, Page } from "../../components/Page";
import { Said } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { useUndo } from "../../state/undo";
import { asAppError } from "../../state/failure";
import { errorWords } from "../../words/errors";
import { KINDS } from "../../words/names";
import { asSource } from "./file";
import { PreviewTable } from "./PreviewTable";

interface ImportProps {
  readonly board: string;
  readonly boardName: string;
  readonly onDone: (kind: ItemKind) => void;
}

export function Import({ board, boardName, onDone }: ImportProps) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const undo = useUndo(board);
  const { backend, announcements } = useCore();
  const [source, setSource] = useState<ImportSource | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const [working, setWorking] = useState(false);

  const look = async (from: ImportSource, kind: ItemKind | null, columns: ImportColumn[] | null) => {
    setSource(from);
    setError(null);
    try {
      const request = { source: from, kind, columns };
      const answer = await backend.read({ type: "previewImport", board, request });
      if (answer.type === "previewImport") setPreview(answer.preview);
    } catch (reason) {
      refuse(reason);
    }
  };
  const refuse = (reason: unknown) => {
    setPreview(null);
    setError(asAppError(reason));
  };
  const choose = async () => {
    try {
      const file = await backend.chooseImportFile();
      if (file !== null) await look({ type: "chosen", token: file.token }, null, null);
    } catch (reason) {
      refuse(reason);
    }
  };
  const drop = async (event: React.DragEvent) => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    try {
      if (file !== undefined) await look(await asSource(file), null, null);
    } catch (reason) {
      refuse(reason);
    }
  };
  const run = async () => {
    if (source === null || preview === null) return;
    setWorking(true);
    const request = { source, kind: preview.kind, columns: preview.columns };
    await act({ type: "import", board, request }, (outcome) => {
      if (outcome.type !== "imported") return;
      const { added, alreadyThere } = outcome;
      announcements.tell(alreadyThere === 0 ? t`${added} added` : t`${added} added, ${alreadyThere} were already there`, undo);
      onDone(preview.kind);
    });
    setWorking(false);
  };
  const kinds: ItemKind[] = ["need", "offer", "supply", "site"];

  return (
    <Page title={t`Import a list`} context={boardName}>
      <div className="contents" onDragOver={(event) => event.preventDefault()} onDrop={(event) => void drop(event)}>
        <Column wide={preview !== null}>
          <p className="max-w-2xl"><Trans>A CSV file from a spreadsheet. You see what was understood before anything is added; importing the same list twice adds nothing.</Trans></p>
          <div className="flex flex-wrap gap-3">
            <Button icon={FileUp} weight={preview === null ? "primary" : "secondary"} onPress={() => void choose()}>
              <Trans>Choose a file</Trans>
            </Button>
          </div>
          {error !== null && <Note tone="danger"><p role="alert">{i18n._(errorWords(error))}</p></Note>}
          {source !== null && (preview !== null || error?.details["why"] === "unknownKind") && (
            <div className="max-w-2xl">
              <SelectInput
                label={t`The rows are`}
                value={preview?.kind ?? ""}
                onChange={(kind) => void look(source, kind as ItemKind, null)}
                options={kinds.map((kind) => ({ id: kind, text: i18n._(KINDS[kind]) }))}
              />
            </div>
          )}
          {preview !== null && source !== null && (
            <>
              <PreviewTable preview={preview} onColumns={(columns) => void look(source, preview.kind, columns)} />
              <Summary preview={preview} />
              {preview.unknownSites > 0 && <UnknownSites preview={preview} />}
              <div className="flex gap-3">
                <Button weight="primary" isDisabled={working || preview.new === 0} onPress={() => void run()}>
                  {working ? <Trans>Importing…</Trans> : <Trans>Import {preview.new}</Trans>}
                </Button>
                <Button onPress={() => setPreview(null)}><Trans>Cancel</Trans></Button>
              </div>
            </>
          )}
        </Column>
      </div>
    </Page>
  );
}

/** Places that no site of the board is called by: better imported first. */
function UnknownSites({ preview }: { preview: ImportPreview }) {
  const { i18n } = useLingui();
  const { unknownSites, unknownSiteNames } = preview;
  const named = new Intl.ListFormat(i18n.locale, { type: "unit" }).format(unknownSiteNames);
  return (
    <Note>
      <div data-testid="unknown-sites">
        <p className="font-semibold"><Plural value={unknownSites} one="# place in this list is no site of this board yet" other="# places in this list are no sites of this board yet" /></p>
        <p><Said text={named} />{unknownSites > unknownSiteNames.length && <>{" "}<Trans>and more</Trans></>}</p>
        <p><Trans>Their names are kept as text. If you import the list of sites first, each row belongs to its site.</Trans></p>
      </div>
    </Note>
  );
}

function Summary({ preview }: { preview: ImportPreview }) {
  const { new: added, alreadyThere, problems } = preview;
  const lines = problems.slice(0, 5).map((problem) => problem.line).join(", ");
  const more = problems.length > 5;
  return (
    <div role="status" data-testid="import-summary">
      <p className="font-semibold">
        <Trans>{added} new</Trans>
        {alreadyThere > 0 && <>{", "}<Trans>{alreadyThere} already there or twice in the list</Trans></>}
        {problems.length > 0 && <>{", "}<Plural value={problems.length} one="# needs a look" other="# need a look" /></>}
      </p>
      {problems.length > 0 && (
        <p className="text-sm text-text-2">
          {more ? <Trans>Left out: lines {lines} and more. They have no name, or a number that is none.</Trans>
            : problems.length === 1 ? <Trans>Left out: line {lines}. It has no name, or a number that is none.</Trans>
              : <Trans>Left out: lines {lines}. They have no name, or a number that is none.</Trans>}
        </p>
      )}
      {preview.encoding.includes("+") && (
        <p className="text-sm">
          <Trans>This file has two ways of writing letters in it. Look at names such as “Café” once they are here; a letter that could not be read is shown as �.</Trans>
        </p>
      )}
      <p className="text-sm text-text-2"><Trans>Read as {preview.encoding}.</Trans></p>
    </div>
  );
}
