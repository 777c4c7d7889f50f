// All that happened to it, newest first: the last ten, and the rest when asked for.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { ItemView } from "../../../bindings";
import { Button } from "../../../components/Button";
import { useSites } from "../../../components/FieldInput";
import { Section } from "../../../components/Page";
import { when } from "../../../words/time";
import { Happening } from "./Happening";

const FIRST = 10;

export function HistoryPart({ board, view, now }: { board: string; view: ItemView; now: number }) {
  const { t, i18n } = useLingui();
  const sites = useSites(board);
  const [all, setAll] = useState(false);
  const shown = all ? view.history : view.history.slice(0, FIRST);
  return (
    <Section title={t`History`}>
      <ol className="flex flex-col gap-2" data-testid="history">
        {shown.map((activity) => (
          <li key={activity.key} className="wrap-anywhere">
            <Happening activity={activity} kind={view.row.kind} fields={view.fields} sites={sites} />{" "}
            <span className="text-sm text-text-2">
              {when(i18n.locale, activity.at, now)}
              {activity.kept === true && <>{" · "}<Trans>kept, because others built on it</Trans></>}
            </span>
          </li>
        ))}
      </ol>
      {!all && view.history.length > FIRST && (
        <div><Button onPress={() => setAll(true)}><Trans>Show all of the history</Trans></Button></div>
      )}
    </Section>
  );
}
