// The person's own devices: which, on how many boards, when last here; adding one, naming one, taking a lost one off.

import { Trans, useLingui } from "@lingui/react/macro";
import { Plus } from "lucide-react";
import { useState } from "react";

import type { OwnDeviceRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Column, Note, Page } from "../../components/Page";
import { rowsOf, useView } from "../../state/core";
import { AddDevice } from "./AddDevice";
import { DeviceCard } from "./DeviceCard";
import { LostDialog } from "./LostDialog";

interface DevicesProps {
  readonly now: () => number;
  readonly onClose: () => void;
}

export function Devices({ now, onClose }: DevicesProps) {
  const { t } = useLingui();
  const content = useView({ type: "ownDevices" });
  const devices = rowsOf(content, "ownDevice");
  const [adding, setAdding] = useState(false);
  const [lost, setLost] = useState<OwnDeviceRow | null>(null);
  const [pending, setPending] = useState<readonly string[]>([]);
  const [at] = useState(now);
  const boards = pending.join(", ");
  if (adding) return <AddDevice onClose={() => setAdding(false)} />;
  return (
    <Page
      title={t`Your devices`}
      actions={
        <>
          <Button onPress={onClose}><Trans>Back to Settings</Trans></Button>
          <Button icon={Plus} weight="primary" onPress={() => setAdding(true)}><Trans>Add a device</Trans></Button>
        </>
      }
    >
      <Column>
        <p><Trans>All of them are you: they have the same boards and the same role. If one is lost or stolen, take it off here at once.</Trans></p>
        {pending.length > 0 && (
          <Note><p role="status"><Trans>On these boards the device can read on until a coordinator’s computer has heard of it: {boards}. Tell a coordinator.</Trans></p></Note>
        )}
        <ul className="flex flex-col gap-3" data-testid="own-devices">
          {devices.map((device) => <li key={device.device}><DeviceCard device={device} now={at} onLost={() => setLost(device)} /></li>)}
        </ul>
        {content.phase !== "loading" && devices.length <= 1 && (
          <p className="text-text-2"><Trans>This is your only device. With a second one your boards are safe when this one breaks.</Trans></p>
        )}
        <LostDialog device={lost} onClose={() => setLost(null)} onRevoked={setPending} />
      </Column>
    </Page>
  );
}
