// Why somebody is to be removed: a reason, and words that everybody on the board can read.

import { useLingui } from "@lingui/react/macro";

import type { RemoveReason } from "../../bindings";
import { SelectInput, TextInput } from "../../components/Inputs";
import { REMOVE_REASON } from "../../words/trust";

/** The core takes 512 bytes. */
const NOTE_LENGTH = 170;

interface RemoveWhyProps {
  readonly reason: RemoveReason;
  readonly onReason: (reason: RemoveReason) => void;
  readonly note: string;
  readonly onNote: (note: string) => void;
}

export function RemoveWhy({ reason, onReason, note, onNote }: RemoveWhyProps) {
  const { t, i18n } = useLingui();
  const reasons = Object.entries(REMOVE_REASON).map(([id, text]) => ({ id, text: i18n._(text) }));
  return (
    <>
      <SelectInput label={t`Why`} options={reasons} value={reason} onChange={(id) => onReason(id as RemoveReason)} />
      <TextInput
        label={t`In your words (optional)`} help={t`Everybody on the board can read this.`}
        value={note} onChange={onNote} maxLength={NOTE_LENGTH}
      />
    </>
  );
}
