// The recovery key of a new board, shown this once.

import { Trans, useLingui } from "@lingui/react/macro";
import { Printer } from "lucide-react";
import { useState } from "react";

import { Button } from "../../components/Button";
import { Column, Page, Section } from "../../components/Page";
import { WordsCheck } from "../../components/WordsCheck";
import { WordSheet } from "../../components/WordSheet";
import { useCore } from "../../state/core";

interface BoardKeyProps {
  readonly boardName: string;
  readonly words: readonly string[];
  readonly onDone: () => void;
}

export function BoardKey({ boardName, words, onDone }: BoardKeyProps) {
  const { t } = useLingui();
  const { backend } = useCore();
  const [checking, setChecking] = useState(false);
  return (
    <Page title={t`The recovery key`} context={boardName}>
      <Column reads>
        {checking ? (
          <Section title={t`Is it on the paper?`}>
            <WordsCheck words={words} onRight={onDone} onCancel={() => setChecking(false)} />
          </Section>
        ) : (
          <>
            <p><Trans>Write these words down now: they are shown this once, and kept nowhere. With them other stewards can be named when those of the board are lost. Give the paper to somebody whom the group trusts.</Trans></p>
            <WordSheet title={t`Manyhands: recovery key of a board`} owner={boardName} words={words}>
              <Trans>To use it: on any member’s computer open the board, More, “Board settings”, “Use the recovery key”. Whoever has this sheet decides who is steward.</Trans>
            </WordSheet>
            <div className="flex flex-wrap gap-3">
              <Button weight="primary" onPress={() => setChecking(true)}><Trans>I have written them down</Trans></Button>
              <Button icon={Printer} onPress={backend.printPage}><Trans>Print</Trans></Button>
              <Button weight="quiet" onPress={onDone}><Trans>Go on without checking</Trans></Button>
            </div>
          </>
        )}
      </Column>
    </Page>
  );
}
