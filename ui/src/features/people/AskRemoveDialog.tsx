// Before a coordinator asks the stewards to remove another one: what that does, and why.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { PersonRow, RemoveReason } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { nameOf } from "./names";
import { RemoveWhy } from "./RemoveWhy";

interface AskRemoveDialogProps {
  readonly board: string;
  /** Who is asked about; `null` shows nothing. */
  readonly person: PersonRow | null;
  readonly onClose: () => void;
}

export function AskRemoveDialog(props: AskRemoveDialogProps) {
  const { t, i18n } = useLingui();
  const { person } = props;
  const name = nameOf(i18n, person?.name ?? "", person?.role);
  return (
    <Dialog title={t`Ask the stewards to remove ${name}?`} isOpen={person !== null} onClose={props.onClose}>
      {person !== null && <Form {...props} person={person} name={name} />}
    </Dialog>
  );
}

function Form({ board, person, name, onClose }: AskRemoveDialogProps & { readonly person: PersonRow; readonly name: string }) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [reason, setReason] = useState<RemoveReason>("harmful");
  const [note, setNote] = useState("");
  const { run: ask, busy } = useOnce(async () => {
    const said = note.trim() === "" ? null : note.trim();
    await act({ type: "askToRemove", board, person: person.person, reason, note: said }, () => {
      announcements.tell(t`The stewards are asked to remove ${name}.`);
      onClose();
    });
  });
  return (
    <>
      <p><Trans>Coordinators cannot remove each other. The stewards are told what you write here, and decide. Until then nothing changes.</Trans></p>
      <RemoveWhy reason={reason} onReason={setReason} note={note} onNote={setNote} />
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="primary" isDisabled={busy} onPress={ask}><Trans>Ask the stewards</Trans></Button>
      </DialogButtons>
    </>
  );
}
