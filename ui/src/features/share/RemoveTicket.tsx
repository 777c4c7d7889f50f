// Before a ticket is removed: what that does, and what it does not.

import { Trans, useLingui } from "@lingui/react/macro";

import type { InvitationRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";

interface RemoveTicketProps {
  readonly board: string;
  /** What is asked about; `null` shows nothing. */
  readonly ticket: InvitationRow | null;
  readonly onClose: () => void;
}

export function RemoveTicket({ board, ticket, onClose }: RemoveTicketProps) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const { run: remove, busy } = useOnce(async () => {
    if (ticket === null) return;
    await act({ type: "removeTicket", board, ticket: ticket.ticket }, () => {
      announcements.tell(t`The invite ticket is removed.`);
      onClose();
    });
  });
  return (
    <Dialog title={t`Remove this invite ticket?`} isOpen={ticket !== null} onClose={onClose}>
      <p><Trans>Nobody comes in by it any more. Where a computer has not heard of this yet, it may still let somebody in.</Trans></p>
      <p><Trans>Whoever came in by it stays on the board. To remove a person, open them under People.</Trans></p>
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={remove}><Trans>Remove the invite ticket</Trans></Button>
      </DialogButtons>
    </Dialog>
  );
}
