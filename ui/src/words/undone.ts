// What an Undo took back, in one sentence.

import { msg, plural } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { Outcome } from "../bindings";

type Undone = Extract<Outcome, { type: "undone" }>;

/** `title` is what the step was about; "" where that is not known. */
export function undoneWords({ what, kept = 0 }: Undone, title: string): MessageDescriptor {
  if (kept > 0) return msg`Undone, but ${plural(kept, { one: "# stays: somebody has worked on it since.", other: "# stay: somebody has worked on them since." })}`;
  if (what === "import") return msg`Undone: the import is taken back.`;
  if (title === "") return msg`Undone.`;
  switch (what) {
    case "addItem": return msg`Undone: “${title}” is not added any more.`;
    case "editItem": return msg`Undone: the change of “${title}”.`;
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
