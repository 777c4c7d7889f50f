// "Bob is editing this": on a row, at the head of a page, and below its fields. It never blocks anything.

import { Plural, Trans, useLingui } from "@lingui/react/macro";

import { Chip } from "../../components/Chip";
import { Said } from "../../components/UserText";
import { useEditors } from "../../state/presence";
import { named } from "../../words/presence";

export function EditingChip({ item }: { item: string }) {
  const { i18n } = useLingui();
  const editors = useEditors(item);
  if (editors.length === 0) return null;
  const people = named(i18n, editors);
  return (
    <Chip tone="shift">
      <span data-testid="editing">
        <Plural value={editors.length} one={<Trans><Said text={people} /> is editing this</Trans>} other={<Trans><Said text={people} /> are editing this</Trans>} />
      </span>
    </Chip>
  );
}

/** Below the fields, so that none of them moves under the hand. */
export function EditingNote({ item }: { item: string }) {
  const { i18n } = useLingui();
  const editors = useEditors(item);
  if (editors.length === 0) return null;
  const people = named(i18n, editors);
  return (
    <p data-testid="editing-note" className="text-sm text-text-2">
      <Trans>Being edited right now by <Said text={people} />. You can go on: where you both change the same field, both versions are kept.</Trans>
    </p>
  );
}
