// The first rows of a list, with a choice above each column of what it fills.

import { useLingui } from "@lingui/react/macro";

import type { ImportColumn, ImportPreview } from "../../bindings";
import { SelectInput } from "../../components/Inputs";
import { fieldWord } from "../../words/names";

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
  return (
    <div className="scroller rounded-md border border-border">
      <table className="w-full text-sm">
        <caption className="sr-only">{t`The first rows of the list`}</caption>
        <thead>
          <tr>
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
            <tr key={line} className="border-t border-border">
              {preview.columns.map((column, at) => (
                <td key={column.heading} className="max-w-64 truncate p-2"><bdi>{row[at] ?? ""}</bdi></td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
