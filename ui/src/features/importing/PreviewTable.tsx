// The first rows of a list, with a choice above each column of what it fills. Rows that will be left out say so.

import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { ImportColumn, ImportPreview } from "../../bindings";
import { Chip } from "../../components/Chip";
import { SelectInput } from "../../components/Inputs";
import { Said } from "../../components/UserText";
import { choiceWord, fieldWord } from "../../words/names";
import { linesOf } from "./lines";

const LEFT_OUT = "-";

interface PreviewTableProps {
  readonly preview: ImportPreview;
  readonly onColumns: (columns: ImportColumn[]) => void;
}

export function PreviewTable({ preview, onColumns }: PreviewTableProps) {
  const { t, i18n } = useLingui();
  const options = [
    { id: LEFT_OUT, text: t`Leave out` },
    ...preview.fields.map((field) => ({ id: field, text: i18n._(fieldWord(field)) })),
  ];
  const set = (at: number, field: string) =>
    onColumns(
      preview.columns.map((column, index) => {
        if (index === at) return { ...column, field: field === LEFT_OUT ? null : field };
        // A field is filled by one column.
        return column.field === field ? { ...column, field: null } : column;
      }),
    );
  const { name } = preview;
  const lines = linesOf(preview);
  const wrong = preview.sample.map((row, at) => wrongColumn(preview, row, lines[at] ?? 0));
  return (
    <div className="scroller rounded-md border border-border bg-surface">
      <table className="w-full text-sm">
        <caption className="px-2 pt-3 text-start">
          <strong><bdi>{name}</bdi></strong>{": "}
          <Plural value={preview.sample.length} one="its only row" other="its first # rows" />
        </caption>
        <thead>
          <tr>
            <th scope="col" className="p-2 text-start align-bottom font-semibold"><Trans>Line</Trans></th>
            {preview.columns.map((column, at) => (
              <th key={column.heading} scope="col" className="min-w-40 p-2 text-start align-bottom font-semibold">
                <span className="mb-1 block"><bdi>{column.heading}</bdi></span>
                <SelectInput
                  label={t`What ${column.heading} fills`}
                  hideLabel
                  value={column.field ?? LEFT_OUT}
                  onChange={(field) => set(at, field)}
                  options={options}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.sample.map((row, line) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows of a file have nothing else
            <tr key={line} className={`border-t border-border ${wrong[line] === null ? "" : "bg-danger-tint"}`}>
              <td className="p-2 whitespace-nowrap text-text-2">
                {i18n.number(lines[line] ?? 0)}{wrong[line] !== null && <>{" "}<Chip tone="danger"><Trans>Left out</Trans></Chip></>}
              </td>
              {preview.columns.map((column, at) => (
                <td key={column.heading} className={`max-w-80 truncate p-2 ${wrong[line] === at ? "font-semibold text-danger underline" : ""}`}>
                  <bdi>{row[at] ?? ""}</bdi>
                  <Stored field={column.field} text={preview.shown[line]?.[at] ?? null} />
                  {wrong[line] === at && (row[at] ?? "").trim() === "" && <Trans>No name</Trans>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a cell becomes, where that is another text than what stands in it. */
function Stored({ field, text }: { field: string | null; text: string | null }) {
  const { i18n } = useLingui();
  if (field === null || text === null) return null;
  const word = i18n._(choiceWord(field, text));
  return <span className="block text-text-2" data-stored><Trans>becomes <Said text={word} /></Trans></span>;
}

/** Which column of a row makes that it is left out; `null` for a row that comes in. `at`: its line in the file. */
function wrongColumn({ columns, problems }: ImportPreview, row: readonly string[], at: number): number | null {
  const title = columns.findIndex((column) => column.field === "title");
  if (title >= 0 && (row[title] ?? "").trim() === "") return title;
  const problem = problems.find(({ line, field }) => line === at && field !== null);
  const column = columns.findIndex(({ field }) => problem !== undefined && field === problem.field);
  // Empty rows of the file count in its numbers and are not shown here: an empty cell is never the wrong one.
  return column >= 0 && (row[column] ?? "").trim() !== "" ? column : null;
}
