// Reports of this computer on boards that it is not on: those that wait, and what became of others.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { SentReportRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Chip } from "../../components/Chip";
import { Section } from "../../components/Page";
import { Said, UserText } from "../../components/UserText";
import { rowsOf, useAct, useCore, useView } from "../../state/core";
import { useOnce } from "../../state/once";
import { ERROR_WORDS } from "../../words/errors";
import { when } from "../../words/time";

export function SentReports() {
  const { t } = useLingui();
  const reports = rowsOf(useView({ type: "sentReports" }), "sentReport");
  const [now] = useState(() => Date.now());
  if (reports.length === 0) return null;
  return (
    <Section title={t`Reports of this computer`}>
      <ul className="flex flex-col gap-3" data-testid="sent-reports">
        {reports.map((report) => <li key={report.report}><SentReport report={report} now={now} /></li>)}
      </ul>
    </Section>
  );
}

function SentReport({ report, now }: { report: SentReportRow; now: number }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const { boardName, state } = report;
  const waits = state.type === "waiting";
  const written = when(i18n.locale, report.since, now);
  const { run: forget, busy } = useOnce(() =>
    act({ type: "forgetReport", report: report.report }, () => announcements.tell(waits ? t`The report is not sent any more.` : t`It is off the list.`)),
  );
  return (
    <div className="card flex flex-col gap-3 rounded-lg border border-border bg-surface p-4">
      <div className="flex flex-col gap-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{boardName === "" ? <Trans>A board</Trans> : <Said text={boardName} />}</span>
          {waits && <Chip tone="warn"><Trans>waits</Trans></Chip>}
          {state.type === "handedIn" && <Chip tone="offer"><Trans>handed in</Trans></Chip>}
          {state.type === "refused" && <Chip tone="danger"><Trans>refused</Trans></Chip>}
        </span>
        <span className="text-sm text-text-2">
          {waits && <Trans>Written {written}. It waits on this computer and goes by itself, as soon as somebody of the board can be reached. Keep Manyhands open and connected.</Trans>}
          {state.type === "handedIn" && <HandedIn at={when(i18n.locale, state.at, now)} />}
          {state.type === "refused" && <Trans>Written {written}. It was not taken in.</Trans>}
        </span>
        {state.type === "refused" && <span className="text-sm text-danger">{i18n._(ERROR_WORDS[state.code])}</span>}
      </div>
      {report.text !== "" && <p className="whitespace-pre-wrap"><UserText>{report.text}</UserText></p>}
      <div>
        <Button aria-label={waits ? t`Do not send it: ${boardName}` : t`Take it off the list: ${boardName}`} isDisabled={busy} onPress={forget}>
          {waits ? <Trans>Do not send it</Trans> : <Trans>Take it off the list</Trans>}
        </Button>
      </div>
    </div>
  );
}

function HandedIn({ at }: { at: string }) {
  return <Trans>Somebody of the board has it since {at}. Only the coordinators can read it.</Trans>;
}
