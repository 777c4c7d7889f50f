// Before a sealed case is erased for good: what that does, and what it cannot do.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../../../components/Button";
import { Dialog, DialogButtons } from "../../../../components/Dialog";
import { useAct, useCore } from "../../../../state/core";
import { useOnce } from "../../../../state/once";

interface EraseDialogProps {
  readonly board: string;
  readonly item: string;
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function EraseDialog({ board, item, title, isOpen, onClose }: EraseDialogProps) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const { run: erase, busy } = useOnce(() => act({ type: "eraseCase", board, item }, () => {
    announcements.tell(t`Erased.`);
    onClose();
  }));
  return (
    <Dialog title={t`Erase name and address for good?`} isOpen={isOpen} onClose={onClose}>
      <p><Trans>What is sealed behind “{title}” is erased here at once, and on every other device as soon as it hears of it. Nobody can bring it back.</Trans></p>
      <p><Trans>Whoever has read it keeps what they know. Copies in backups that were made before stay there.</Trans></p>
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={erase}><Trans>Erase it</Trans></Button>
      </DialogButtons>
    </Dialog>
  );
}
