// Before an own device is taken off all boards: what it does, and what it cannot do.

import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { OwnDeviceRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";

interface LostDialogProps {
  /** What is asked about; `null` shows nothing. */
  readonly device: OwnDeviceRow | null;
  readonly onClose: () => void;
  /** Told the boards on which it can read on for a while. */
  readonly onRevoked: (pending: readonly string[]) => void;
}

export function LostDialog({ device, onClose, onRevoked }: LostDialogProps) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const short = device?.short ?? "";
  const name = device === null || device.name === "" ? t`Device ${short}` : device.name;
  const { run: revoke, busy } = useOnce(async () => {
    if (device === null) return;
    await act({ type: "revokeOwnDevice", device: device.device }, (outcome) => {
      announcements.tell(t`${name} is taken off your boards.`);
      onRevoked(outcome.type === "deviceRevoked" ? outcome.pending : []);
      onClose();
    });
  });
  return (
    <Dialog title={t`Take “${name}” off your boards?`} isOpen={device !== null} onClose={onClose}>
      <ul className="flex list-disc flex-col gap-1 ps-5">
        <li><Plural value={device?.boards.length ?? 0} one="It goes off # board at once; what it writes after that is set aside." other="It goes off all # boards at once; what it writes after that is set aside." /></li>
        <li><Trans>New keys are made: what is written with them it cannot read.</Trans></li>
        <li><Trans>What is on it already stays there, behind its lock. You stay on your boards with the other devices.</Trans></li>
      </ul>
      <p><Trans>It cannot come back as it is. If it is found, add it anew.</Trans></p>
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={revoke}><Trans>Take it off</Trans></Button>
      </DialogButtons>
    </Dialog>
  );
}
