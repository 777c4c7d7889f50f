// "Safe to close, lend or wipe this computer?": three answers, and what is only here.

import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";

import type { VaultWay } from "../../bindings";
import { Button } from "../../components/Button";
import { Fact } from "../../components/Fact";
import { Column, Page, Section } from "../../components/Page";
import { useOne } from "../../state/core";
import { closeWords, lendWords, wipeWords } from "../../words/onlyHere";
import { OnlyHereList } from "./OnlyHereList";

type Tone = "yes" | "careful" | "no";

const LOOK = {
  yes: [CircleCheck, "text-offer"],
  careful: [CircleAlert, "text-warn"],
  no: [CircleX, "text-danger"],
} as const;
const LEND: Record<VaultWay, Tone> = { plainFile: "no", keyring: "careful", passphrase: "yes" };

/** The words say it; the sign before them is seen first. */
function Answer({ tone, text }: { tone: Tone; text: string }) {
  const [Icon, look] = LOOK[tone];
  return <p className="flex gap-2"><Icon aria-hidden size="1.5rem" className={`shrink-0 ${look}`} /><span>{text}</span></p>;
}

interface OnlyHereProps {
  readonly onRecovery: () => void;
  readonly onSettings: () => void;
}

export function OnlyHere({ onRecovery, onSettings }: OnlyHereProps) {
  const { t, i18n } = useLingui();
  const view = useOne({ type: "onlyHere" }, "onlyHere");
  return (
    <Page title={t`Only on this computer`} actions={<Button onPress={onSettings}><Trans>Back to Settings</Trans></Button>}>
      <Column>
        {view !== undefined && (
          <>
            <Section title={t`Is it safe …`}>
              <Fact title={t`… to close Manyhands?`} testId="safe-close"><Answer tone="yes" text={i18n._(closeWords(view))} /></Fact>
              <Fact title={t`… to lend this computer?`} testId="safe-lend"><Answer tone={LEND[view.lock]} text={i18n._(lendWords(view.lock))} /></Fact>
              <Fact
                title={t`… to wipe this computer?`} testId="safe-wipe"
                actions={view.nothing ? null : (
                  <>
                    {view.words && <Button weight="primary" onPress={onRecovery}><Trans>Show the words</Trans></Button>}
                    <Button onPress={onSettings}><Trans>Make a backup…</Trans></Button>
                  </>
                )}
              >
                <Answer tone={view.nothing ? "yes" : "no"} text={i18n._(wipeWords(view))} />
              </Fact>
            </Section>
            <Section title={t`What is only here`}>
              {view.nothing && view.boards.length === 0 ? <p><Trans>Nothing that is known of.</Trans></p> : <OnlyHereList view={view} />}
              <p className="text-sm text-text-2"><Trans>This counts what the computers of others have said that they hold. Who was not met lately may have lost something since.</Trans></p>
            </Section>
          </>
        )}
      </Column>
    </Page>
  );
}
