// A new board: its name, and what it starts with.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { Column, Page, Section } from "../../components/Page";
import { SettingSwitch } from "../../components/SettingSwitch";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { BoardKey } from "./BoardKey";

const DRAFT = "new-board:name";

interface NewBoardProps {
  readonly onDone: (board: string) => void;
  readonly onCancel: () => void;
}

export function NewBoard({ onDone, onCancel }: NewBoardProps) {
  const { t } = useLingui();
  const act = useAct();
  const { drafts } = useCore();
  const [name, setName] = useState(() => drafts.get(DRAFT) ?? "");
  const [missing, setMissing] = useState(0);
  const [withKey, setWithKey] = useState(false);
  const [made, setMade] = useState<{ board: string; words: readonly string[] } | null>(null);

  const { run: make, busy } = useOnce(async () => {
    if (name.trim() === "") return setMissing(missing + 1);
    const type = withKey ? "createRecoverableBoard" : "createBoard";
    await act({ type, name: name.trim(), template: "relief" }, (outcome) => {
      drafts.discard(DRAFT);
      if (outcome.type === "board") onDone(outcome.board);
      if (outcome.type === "recoverableBoard") setMade({ board: outcome.board, words: outcome.words });
    });
  });
  const type = (text: string) => {
    setName(text);
    setMissing(0);
    drafts.set(DRAFT, text);
  };

  if (made !== null) return <BoardKey boardName={name.trim()} words={made.words} onDone={() => onDone(made.board)} />;
  return (
    <Page title={t`Make a board`}>
      <Column>
        <TextInput
          label={t`Name of the board`}
          help={t`The name of your group or your place, such as “Riverside Mutual Aid”.`}
          foundWrong={missing}
          error={missing > 0 ? t`Type a name for the board.` : null}
          value={name}
          onChange={type}
          onEnter={make}
          autoFocus
          maxLength={200}
        />
        <Section title={t`It starts with`}>
          <p className="card rounded-md border border-border bg-surface p-4">
            <strong><Trans>Relief</Trans></strong>
            <br />
            <span className="text-text-2">
              <Trans>Needs and offers, supplies with what is on hand, sites, and the people on the board.</Trans>
            </span>
          </p>
        </Section>
        <SettingSwitch
          label={t`With a recovery key`}
          help={t`Twelve words for a paper, with which other stewards are named if all stewards of the board are lost. Good for groups; it can only be made now.`}
          on={withKey}
          onChange={setWithKey}
        />
        <div className="flex gap-3">
          <Button weight="primary" isDisabled={busy} onPress={make}><Trans>Make the board</Trans></Button>
          <Button onPress={onCancel}><Trans>Cancel</Trans></Button>
        </div>
      </Column>
    </Page>
  );
}
