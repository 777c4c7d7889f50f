// Settings of this device, and what the app is.

import { Trans, useLingui } from "@lingui/react/macro";
import { Keyboard, Network } from "lucide-react";
import { type ReactNode, useState } from "react";

import type { SettingsChange, SettingsView, Theme } from "../../bindings";
import { Button } from "../../components/Button";
import { SelectInput, TextInput } from "../../components/Inputs";
import { Column, Page, Section } from "../../components/Page";
import { SettingSwitch } from "../../components/SettingSwitch";
import { Said } from "../../components/UserText";
import { useAct } from "../../state/core";
import { Relays } from "./Relays";

const NOTHING: SettingsChange = {
  theme: null, textSize: null, localDiscovery: null, relays: null, letterKeys: null, workOffline: null, showOpen: null,
};
const SIZES = [90, 100, 125, 150, 175, 200];

interface SettingsProps {
  readonly settings: SettingsView;
  /** Shows all keys. */
  readonly onKeys: () => void;
  /** Looks at the network. */
  readonly onNetwork: () => void;
  /** Parts of other areas, each a section. */
  readonly children?: ReactNode;
}

export function Settings({ settings, onKeys, onNetwork, children }: SettingsProps) {
  const { t } = useLingui();
  const act = useAct();
  const change = (part: Partial<SettingsChange>) =>
    void act({ type: "changeSettings", change: { ...NOTHING, ...part } });
  return (
    <Page title={t`Settings`}>
      <Column>
        <Section title={t`You`}><Name name={settings.name} /></Section>
        {children}
        <Section title={t`Look`}>
          <div className="grid gap-4 @min-[40rem]/app:grid-cols-2">
            <SelectInput
              label={t`Colours`}
              value={settings.theme}
              onChange={(theme) => change({ theme: theme as Theme })}
              options={[
                { id: "system", text: t`As the computer has it` },
                { id: "light", text: t`Light` },
                { id: "dark", text: t`Dark` },
                { id: "contrast", text: t`High contrast` },
              ]}
            />
            <SelectInput
              label={t`Text size`}
              value={String(settings.textSize)}
              onChange={(size) => change({ textSize: Number(size) })}
              options={SIZES.map((size) => ({ id: String(size), text: t`${size} %` }))}
            />
          </div>
          <SettingSwitch
            label={t`Single-letter shortcuts`}
            help={t`Such as T to claim or release what is marked in a list.`}
            on={settings.letterKeys}
            onChange={(letterKeys) => change({ letterKeys })}
          />
          <div><Button icon={Keyboard} onPress={onKeys}><Trans>Show all keys</Trans></Button></div>
        </Section>
        <Section title={t`Network`}>
          <SettingSwitch
            label={t`Work offline`}
            help={t`Manyhands connects to nobody until you switch this off. Everything else goes on working.`}
            on={settings.workOffline}
            onChange={(workOffline) => change({ workOffline })}
          />
          <SettingSwitch
            label={t`Find computers in the same room`}
            help={t`Two computers on one network find each other without internet.`}
            on={settings.localDiscovery}
            onChange={(localDiscovery) => change({ localDiscovery })}
          />
          <SettingSwitch
            label={t`Show others what I have open`}
            help={t`While you are connected, those who may write on a board see that you have it open, and what you are editing. It is kept nowhere. Switched off, you still see the others.`}
            on={settings.showOpen}
            onChange={(showOpen) => change({ showOpen })}
          />
          <div><Button icon={Network} onPress={onNetwork}><Trans>Check the network</Trans></Button></div>
          <Relays settings={settings} onChange={(relays) => change({ relays })} />
        </Section>
        <Section title={t`About`}>
          <p><Trans>Manyhands {settings.version}. Its security is not yet checked by outside experts.</Trans></p>
          <p className="text-text-2 wrap-anywhere"><Trans>Your data is in <Said text={settings.dataFolder} /></Trans></p>
        </Section>
      </Column>
    </Page>
  );
}

function Name({ name }: { name: string }) {
  const { t } = useLingui();
  const act = useAct();
  const [typed, setTyped] = useState(name);
  const [saved, setSaved] = useState(false);
  const [missing, setMissing] = useState(false);
  const type = (text: string) => {
    setTyped(text);
    setSaved(false);
    setMissing(false);
  };
  const save = () => {
    if (typed.trim() === "") return setMissing(true);
    if (typed.trim() !== name) void act({ type: "setName", name: typed.trim() }, () => setSaved(true));
  };
  return (
    <TextInput
      label={t`Your name`}
      help={saved ? t`Saved` : t`People on your boards see this.`}
      error={missing ? t`Type a name, so that others know who helps.` : null}
      value={typed}
      onChange={type}
      onBlur={save}
      onEnter={save}
      maxLength={80}
    />
  );
}
