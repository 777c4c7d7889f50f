// "Safe to close, lend or wipe this computer?": three answers, and what is only here.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../components/Button";
import { Fact } from "../../components/Fact";
import { Column, Page, Section } from "../../components/Page";
import { useOne } from "../../state/core";
import { closeWords, lendWords, wipeWords } from "../../words/onlyHere";
import { OnlyHereList } from "./OnlyHereList";

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
              <Fact title={t`… to close Manyhands?`} testId="safe-close"><p>{i18n._(closeWords(view))}</p></Fact>
              <Fact title={t`… to lend this computer?`} testId="safe-lend"><p>{i18n._(lendWords(view.lock))}</p></Fact>
              <Fact
                title={t`… to wipe this computer?`} testId="safe-wipe"
                actions={view.nothing ? null : (
                  <>
                    {view.words && <Button weight="primary" onPress={onRecovery}><Trans>Show the words</Trans></Button>}
                    <Button onPress={onSettings}><Trans>Make a backup…</Trans></Button>
                  </>
                )}
              >
                <p>{i18n._(wipeWords(view))}</p>
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
