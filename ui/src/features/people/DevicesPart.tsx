// The devices of a person: which, since when, when last here; and taking one off the board.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { DeviceLine } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { Section } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { when } from "../../words/time";
import { nameOf } from "./names";

interface DevicesPartProps {
  readonly board: string;
  readonly name: string;
  readonly devices: readonly DeviceLine[];
  readonly now: number;
}

export function DevicesPart({ board, name, devices, now }: DevicesPartProps) {
  const { t } = useLingui();
  const [asked, setAsked] = useState<DeviceLine | null>(null);
  if (devices.length === 0) return null;
  return (
    <Section title={t`Devices`}>
      <ul className="flex flex-col gap-2" data-testid="devices">
        {devices.map((device) => (
          <li key={device.device} className="card flex flex-wrap items-center justify-between gap-2 rounded-md border border-border p-3">
            <Told device={device} now={now} />
            {device.mayRevoke && (
              <Button aria-label={t`Take off the device ${device.short}`} onPress={() => setAsked(device)}><Trans>Take off</Trans></Button>
            )}
          </li>
        ))}
      </ul>
      <Revoke board={board} name={name} device={asked} onClose={() => setAsked(null)} />
    </Section>
  );
}

function Told({ device, now }: { device: DeviceLine; now: number }) {
  const { i18n } = useLingui();
  const { short } = device;
  const since = device.since === null ? null : when(i18n.locale, device.since, now);
  const seen = device.lastSeen === null ? null : when(i18n.locale, device.lastSeen, now);
  return (
    <div className="flex flex-col gap-1">
      <span className="flex flex-wrap items-center gap-2">
        {device.name !== "" ? <bdi className="font-semibold wrap-anywhere">{device.name}</bdi> : device.me && <span className="font-semibold"><Trans>This computer</Trans></span>}
        <bdi className={device.name === "" && !device.me ? "font-semibold" : "text-sm text-text-2"} dir="ltr">{short}</bdi>
        {device.me && device.name !== "" && <Chip tone="plain"><Trans>this device</Trans></Chip>}
        {device.connected && <Chip tone="offer"><Trans>connected now</Trans></Chip>}
        {device.revoked && <Chip tone="danger"><Trans>off the board</Trans></Chip>}
        {device.keysPending && <Chip tone="warn"><Trans>can still read</Trans></Chip>}
      </span>
      <span className="text-sm text-text-2">
        {since !== null && <Trans>since {since}</Trans>}
        {since !== null && seen !== null && !device.me && " · "}
        {seen !== null && !device.me && <Trans>last here {seen}</Trans>}
      </span>
    </div>
  );
}

interface RevokeProps {
  readonly board: string;
  readonly name: string;
  readonly device: DeviceLine | null;
  readonly onClose: () => void;
}

function Revoke({ board, name, device, onClose }: RevokeProps) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const short = device?.short ?? "";
  const who = <UserText>{nameOf(i18n, name)}</UserText>;
  const { run: revoke, busy } = useOnce(async () => {
    if (device === null) return;
    await act({ type: "revokeDevice", board, device: device.device }, () => {
      announcements.tell(t`The device ${short} is off the board.`);
      onClose();
    });
  });
  return (
    <Dialog title={t`Take the device ${short} off the board?`} isOpen={device !== null} onClose={onClose}>
      <p>
        <Trans>
          What this device writes from now on is set aside by everyone who has heard of it, and new keys are made at once. {who} stays
          on the board with the other devices. What is on the lost device stays readable on it.
        </Trans>
      </p>
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={revoke}><Trans>Take it off</Trans></Button>
      </DialogButtons>
    </Dialog>
  );
}
