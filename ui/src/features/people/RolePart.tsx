// Another role for a person, or one again for somebody who was removed: only those that the reader may give, each with
// what it may.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { PersonRow, Role } from "../../bindings";
import { Button } from "../../components/Button";
import { SelectInput } from "../../components/Inputs";
import { Section } from "../../components/Page";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { roleWord } from "../../words/names";
import { roleLine } from "../../words/trust";
import { nameOf } from "./names";

export function RolePart({ board, row }: { board: string; row: PersonRow }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const gone = row.removed !== null;
  const [role, setRole] = useState(gone ? (row.maySetRole.at(-1) ?? row.role) : row.role);
  const name = nameOf(i18n, row.name, row.role);
  const { run: give, busy } = useOnce(async () => {
    const word = i18n._(roleWord(role));
    await act({ type: "setRole", board, person: row.person, role: role as Role }, () => announcements.tell(t`New role of ${name}: ${word}.`));
  });
  if (row.maySetRole.length === 0) return null;
  const choices = gone ? row.maySetRole : [row.role, ...row.maySetRole.filter((other) => other !== row.role)];
  return (
    <Section title={gone ? t`Back on the board` : t`Role`}>
      <SelectInput
        label={t`Role of ${name}`} hideLabel value={role} onChange={setRole}
        options={choices.map((id) => ({ id, text: i18n._(roleWord(id)) }))}
      />
      {(gone || role !== row.role) && (
        <>
          <p aria-live="polite">{i18n._(roleLine(role))}.</p>
          <div className="flex flex-wrap gap-2">
            <Button weight="primary" isDisabled={busy} onPress={give}>{gone ? <Trans>Take back with this role</Trans> : <Trans>Give this role</Trans>}</Button>
            {!gone && <Button onPress={() => setRole(row.role)}><Trans>Leave it as it is</Trans></Button>}
          </div>
        </>
      )}
    </Section>
  );
}
