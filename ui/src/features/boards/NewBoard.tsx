// A new board: its name, and what it starts with.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { Column, Page, Section } from "../../components/Page";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";

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

  const { run: make, busy } = useOnce(async () => {
    if (name.trim() === "") return setMissing(missing + 1);
    await act({ type: "createBoard", name: name.trim(), template: "relief" }, (outcome) => {
      drafts.discard(DRAFT);
      if (outcome.type === "board") onDone(outcome.board);
    });
  });
  const type = (text: string) => {
    setName(text);
    setMissing(0);
    drafts.set(DRAFT, text);
  };

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
        <div className="flex gap-3">
          <Button weight="primary" isDisabled={busy} onPress={make}><Trans>Make the board</Trans></Button>
          <Button onPress={onCancel}><Trans>Cancel</Trans></Button>
        </div>
      </Column>
    </Page>
  );
}
