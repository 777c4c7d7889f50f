// Reports from outside, for coordinators: what was written, when, and who took it in.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Copy, Plus } from "lucide-react";
import { useState } from "react";

import type { ReportRow } from "../../bindings";
import { Button } from "../../components/Button";
import { Column, Empty, Page } from "../../components/Page";
import { Said } from "../../components/UserText";
import { useCopy } from "../../state/copy";
import { useView } from "../../state/core";
import { when } from "../../words/time";

const SHOWN = 200;

interface InboxProps {
  readonly board: string;
  readonly boardName: string;
  readonly now: () => number;
  readonly onShare: () => void;
  /** Begins a need with this text as its details. */
  readonly onNeed: (text: string) => void;
}

export function Inbox({ board, boardName, now, onShare, onNeed }: InboxProps) {
  const { t } = useLingui();
  const [ticket, setTicket] = useState<string | null>(null);
  const content = useView({ type: "inbox", board, window: { offset: 0, limit: SHOWN }, ...(ticket !== null && { ticket }) });
  const [at] = useState(now);
  const reports = content.rows.flatMap(({ key, data }) => (data.type === "report" ? [{ key, report: data }] : []));
  const { total } = content;
  return (
    <Page title={t`Reports`} context={boardName}>
      <Column reads>
        {content.phase !== "loading" && reports.length === 0 && (
          <Empty text={t`No reports yet. Make an invite ticket for reports, and hand it to people who shall tell you something without being on the board.`}>
            <Button weight="primary" onPress={onShare}><Trans>Make an invite ticket for reports</Trans></Button>
          </Empty>
        )}
        {reports.length > 0 && <p className="text-text-2"><Trans>Sent in by people who are not on the board. Only coordinators and stewards can read this; who wrote it is not known.</Trans></p>}
        {ticket !== null && (
          <div className="flex flex-wrap items-center gap-3">
            <Button onPress={() => setTicket(null)}><Trans>All reports</Trans></Button>
            <p><Trans>Only what came by one invite ticket.</Trans></p>
          </div>
        )}
        <ul className="flex flex-col gap-3" data-testid="reports">
          {reports.map(({ key, report }) => (
            <li key={key} className="flex flex-col gap-3">
              <Report report={report} now={at} onNeed={onNeed} />
              {(report.more ?? 0) > 0 && (
                <div><Button onPress={() => setTicket(report.ticket)}><Plural value={report.more ?? 0} one="# more by this invite ticket" other="# more by this invite ticket" /></Button></div>
              )}
            </li>
          ))}
        </ul>
        {total > reports.length && <p className="text-sm text-text-2"><Trans>The last {reports.length} of {total} are shown.</Trans></p>}
      </Column>
    </Page>
  );
}

function Report({ report, now, onNeed }: { report: ReportRow; now: number; onNeed: (text: string) => void }) {
  const { i18n } = useLingui();
  const copy = useCopy();
  const { text } = report;
  const [written, taken] = [report.writtenAt, report.takenAt].map((at) => when(i18n.locale, at, now));
  return (
    <article className="card flex flex-col gap-3 rounded-lg border border-border bg-surface p-4">
      {text === null ? (
        <p className="text-text-2"><Trans>This computer has no key for this report: it was sealed before you were a coordinator, or the key is still on its way.</Trans></p>
      ) : (
        <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">{text}</p>
      )}
      <p className="text-sm text-text-2"><Trans>Written {written}, by the clock of whoever wrote it · taken in by <Said text={report.takenBy} />, {taken}</Trans></p>
      {text !== null && (
        <div className="flex flex-wrap gap-2">
          <Button icon={Plus} onPress={() => onNeed(text)}><Trans>Make a need of it</Trans></Button>
          <Button icon={Copy} onPress={() => copy(text)}><Trans>Copy the text</Trans></Button>
        </div>
      )}
    </article>
  );
}
