// Whoever made something that was hidden for everybody says why it should be shown again.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { TextInput } from "../../components/Inputs";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";

interface AskAgainDialogProps {
  readonly board: string;
  /** What is asked about; `null` shows nothing. */
  readonly row: ItemRow | null;
  readonly onClose: () => void;
}

const TEXT_LENGTH = 500;

export function AskAgainDialog({ row, ...rest }: AskAgainDialogProps) {
  const { t } = useLingui();
  const title = row?.title ?? "";
  return (
    <Dialog title={t`Ask to look again at “${title}”?`} isOpen={row !== null} onClose={rest.onClose}>
      {row !== null && <Form row={row} {...rest} />}
    </Dialog>
  );
}

function Form({ board, row, onClose }: AskAgainDialogProps & { readonly row: ItemRow }) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const { run: ask, busy } = useOnce(async () => {
    if (text.trim() === "") return setMissing(true);
    return act({ type: "askAgain", board, item: row.item, text: text.trim() }, () => {
      announcements.tell(t`Asked. The coordinators of the board find it in their list.`);
      onClose();
    });
  });
  return (
    <>
      <p><Trans>The coordinators and stewards read this and decide: shown again, or kept hidden with a reason. You can ask once.</Trans></p>
      <TextInput
        label={t`Why it should be shown`} value={text} onChange={(typed) => { setText(typed); setMissing(false); }} lines={4} maxLength={TEXT_LENGTH} autoFocus
        error={missing ? t`Say why, in a few words.` : null}
      />
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="primary" isDisabled={busy} onPress={ask}><Trans>Ask to look again</Trans></Button>
      </DialogButtons>
    </>
  );
}
