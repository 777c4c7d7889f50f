// One own device: its name, where it is on, and what can be done.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { OwnDeviceRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { TextInput } from "../../components/Inputs";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { when } from "../../words/time";

const NAME_LENGTH = 40;

interface DeviceCardProps {
  readonly device: OwnDeviceRow;
  readonly now: number;
  readonly onLost: () => void;
}

export function DeviceCard({ device, now, onLost }: DeviceCardProps) {
  const { t, i18n } = useLingui();
  const [naming, setNaming] = useState(false);
  const { short } = device;
  const name = device.name !== "" ? device.name : device.me ? t`This computer` : t`Device ${short}`;
  const seen = device.lastSeen === null ? null : when(i18n.locale, device.lastSeen, now);
  const boards = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(device.boards.filter((board) => !board.revoked).map((board) => board.name));
  const waits = device.boards.some((board) => board.keysPending);
  return (
    <div className="card flex flex-col gap-3 rounded-lg border border-border bg-surface p-4">
      <div className="flex flex-col gap-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-semibold wrap-anywhere"><bdi>{name}</bdi></span>
          {device.me && device.name !== "" && <Chip tone="plain"><Trans>this device</Trans></Chip>}
          {device.connected && <Chip tone="offer"><Trans>connected now</Trans></Chip>}
          {device.revoked && <Chip tone="danger"><Trans>taken off</Trans></Chip>}
          {waits && <Chip tone="warn"><Trans>can still read</Trans></Chip>}
        </span>
        <span className="text-sm text-text-2">
          {boards === "" ? <Trans>On no board</Trans> : <bdi>{boards}</bdi>}
          {!device.me && seen !== null && <>{" · "}<Trans>last here {seen}</Trans></>}
          {device.name !== "" && <>{" · "}<bdi dir="ltr">{short}</bdi></>}
        </span>
        {waits && <span className="text-sm text-warn"><Trans>It can read what is written until a coordinator’s computer has heard that it was taken off.</Trans></span>}
      </div>
      {naming ? <Naming device={device} onDone={() => setNaming(false)} /> : !device.revoked && (
        <div className="flex flex-wrap gap-3">
          <Button aria-label={device.name === "" ? t`Give it a name: ${name}` : t`Rename: ${name}`} onPress={() => setNaming(true)}>{device.name === "" ? <Trans>Give it a name</Trans> : <Trans>Rename</Trans>}</Button>
          {!device.me && <Button aria-label={t`Lost, or not used any more…: ${name}`} onPress={onLost}><Trans>Lost, or not used any more…</Trans></Button>}
        </div>
      )}
    </div>
  );
}

function Naming({ device, onDone }: { device: OwnDeviceRow; onDone: () => void }) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [name, setName] = useState(device.name);
  const { run: save, busy } = useOnce(async () => {
    const typed = name.trim();
    if (typed === device.name) return onDone();
    await act({ type: "nameDevice", device: device.me ? null : device.device, name: typed }, () => {
      announcements.tell(t`The name is saved.`);
      onDone();
    });
    return undefined;
  });
  return (
    <div className="flex flex-col gap-3">
      <TextInput
        label={t`Name of the device`} help={t`Such as “Laptop at home”. Only you see it.`} value={name} onChange={setName} onEnter={save}
        autoFocus maxLength={NAME_LENGTH}
      />
      <div className="flex gap-3">
        <Button weight="primary" isDisabled={busy} onPress={save}><Trans>Save</Trans></Button>
        <Button onPress={onDone}><Trans>Cancel</Trans></Button>
      </div>
    </div>
  );
}
