// A field of which only a newer version of the app knows what stands in it: named, and not edited here.

import { Trans, useLingui } from "@lingui/react/macro";

import type { ItemKind } from "../../../bindings";
import { fieldWord } from "../../../words/names";
import { HALF } from "../fields";

export function NewerField({ field, kind }: { field: string; kind: ItemKind }) {
  const { i18n } = useLingui();
  return (
    <div data-field={field} className={`flex min-w-0 flex-col gap-1 ${HALF.has(field) ? "" : "col-span-full"}`}>
      <p className="font-semibold">{i18n._(fieldWord(field, kind))}</p>
      <p className="text-sm text-text-2"><Trans>Written with a newer version of Manyhands. Update to edit it.</Trans></p>
    </div>
  );
}
