// What an Undo took back, in one sentence.

import { msg, plural } from "@lingui/core/macro";
import type { I18n, MessageDescriptor } from "@lingui/core";

import type { Outcome } from "../bindings";
import { fieldWord } from "./names";

/** A core that names them tells the title and the fields of an edit as well. */
type Undone = Extract<Outcome, { type: "undone" }> & { readonly title?: string; readonly fields?: readonly string[] };

/** `known` is what the step was about as the page knows it, for a core that does not say; "" where that is not known. */
export function undoneWords(i18n: I18n, { what, kept = 0, title: told = "", fields = [] }: Undone, known: string): MessageDescriptor {
  const title = told === "" ? known : told;
  if (kept > 0) return msg`Undone, but ${plural(kept, { one: "# stays: somebody has worked on it since.", other: "# stay: somebody has worked on them since." })}`;
  if (what === "import") return told === "" ? msg`Undone: the import is taken back.` : msg`Undone: the import of “${told}” is taken back.`;
  if (title === "") return msg`Undone.`;
  switch (what) {
    case "addItem": return msg`Undone: “${title}” is not added any more.`;
    case "editItem": return fields.length === 1 ? fieldUndone(i18n, fields[0] ?? "", title) : msg`Undone: the change of “${title}”.`;
    case "archive": return msg`Undone: “${title}” is back.`;
    case "restore": return msg`Undone: “${title}” is archived again.`;
    case "claim": return msg`Undone: your claim of “${title}”.`;
    case "release": return msg`Undone: you have claimed “${title}” again.`;
    case "deliver": return msg`Undone: “${title}” is not delivered.`;
    case "withdraw": return msg`Undone: “${title}” is not withdrawn.`;
    case "moveStock": return msg`Undone: what went in or out of “${title}”.`;
    case "countStock": return msg`Undone: the count of “${title}”.`;
    case "comment": return msg`Undone: your comment on “${title}”.`;
    default: return msg`Undone: “${title}”.`;
  }
}

function fieldUndone(i18n: I18n, field: string, title: string): MessageDescriptor {
  const label = i18n._(fieldWord(field));
  return msg`Undone: ${label} of “${title}” is as it was.`;
}
