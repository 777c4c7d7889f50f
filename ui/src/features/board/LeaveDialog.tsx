// Before a board goes from this computer: what stays, what goes, and a copy of it to keep.

import { Trans, useLingui } from "@lingui/react/macro";
import { FileDown } from "lucide-react";

import type { BoardView } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { Note } from "../../components/Page";
import { useAct, useCore, useOne } from "../../state/core";
import { useOnce } from "../../state/once";
import { useSaveCopy } from "../../state/saveCopy";

interface LeaveDialogProps {
  readonly head: BoardView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onLeft: () => void;
}

export function LeaveDialog({ head, isOpen, onClose, onLeft }: LeaveDialogProps) {
  const { t } = useLingui();
  const { name } = head;
  return (
    <Dialog title={t`Leave ${name}?`} isOpen={isOpen} onClose={onClose} wide>
      {isOpen && <LeaveForm head={head} onClose={onClose} onLeft={onLeft} />}
    </Dialog>
  );
}

function LeaveForm({ head, onClose, onLeft }: Omit<LeaveDialogProps, "isOpen">) {
  const { t } = useLingui();
  const { board, name } = head;
  const act = useAct();
  const { announcements } = useCore();
  const saveCopy = useSaveCopy(board);
  const saved = useOne({ type: "status", board }, "status")?.saved;
  const { run: leave, busy } = useOnce(async () => {
    await act({ type: "leaveBoard", board }, () => {
      announcements.tell(t`You left “${name}”. It is not on this computer any more.`);
      onClose();
      onLeft();
    });
  });
  return (
    <>
      {saved !== undefined && saved.on <= 1 && (
        <Note tone="danger"><p><strong><Trans>Nobody else is known to have all of this board.</Trans></strong>{" "}<Trans>What only this computer has will be gone. Save a copy first.</Trans></p></Note>
      )}
      <div className="@container"><div className="grid gap-4 @min-[40rem]:grid-cols-2">
        <section className="flex flex-col gap-1">
          <h3 className="font-semibold"><Trans>What goes</Trans></h3>
          <ul className="flex list-disc flex-col gap-1 ps-5">
            <li><Trans>The board and its keys, from this computer.</Trans></li>
            <li><Trans>What others have not received from you yet.</Trans></li>
          </ul>
        </section>
        <section className="flex flex-col gap-1">
          <h3 className="font-semibold"><Trans>What stays</Trans></h3>
          <ul className="flex list-disc flex-col gap-1 ps-5">
            <li><Trans>What you wrote, with the others.</Trans></li>
            <li><Trans>Your name under People, until somebody removes you.</Trans></li>
            <li><Trans>The way back: somebody has to invite you again.</Trans></li>
          </ul>
        </section>
      </div></div>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold"><Trans>Keep a copy that you can read</Trans></h3>
        <div className="flex flex-wrap gap-2">
          <Button icon={FileDown} onPress={() => void saveCopy("csv")}><Trans>For a spreadsheet (CSV)</Trans></Button>
          <Button icon={FileDown} onPress={() => void saveCopy("json")}><Trans>For programs (JSON)</Trans></Button>
        </div>
      </section>
      <DialogButtons>
        <Button onPress={onClose}><Trans>Stay</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={leave}><Trans>Leave, and delete it here</Trans></Button>
      </DialogButtons>
    </>
  );
}
