// The line of the file in which each shown row stands, as a spreadsheet counts them: the headings are line 1.

import type { ImportPreview } from "../../bindings";

/**
 * The core tells the lines of the rows that are left out, and not of the others. A row without a name is found again by
 * that; the rows after it are counted on from there. Empty lines before a good row are not known of.
 */
export function linesOf({ columns, problems, sample }: ImportPreview): readonly number[] {
  const title = columns.findIndex((column) => column.field === "title");
  const nameless = problems.filter((problem) => problem.why === "noTitle").map((problem) => problem.line);
  let next = 2;
  return sample.map((row) => {
    const told = title >= 0 && (row[title] ?? "").trim() === "" ? nameless.find((line) => line >= next) : undefined;
    const line = told ?? next;
    next = line + 1;
    return line;
  });
}
