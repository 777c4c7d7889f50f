// The page of one person, beside the list or over it: how they came, their role, whether it is really them, their devices.

import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";

import type { PersonView } from "../../bindings";
import { ActionMenu } from "../../components/ActionMenu";
import { Button } from "../../components/Button";
import { Column, Empty, Note, Section, useTitle } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { rowsOf, useView } from "../../state/core";
import { useWide } from "../../state/wide";
import { when } from "../../words/time";
import { roleLine } from "../../words/trust";
import { FileForPerson } from "./ByFile";
import { DevicesPart } from "./DevicesPart";
import { KnowsPart } from "./KnowsPart";
import { nameOf } from "./names";
import { PersonMarks } from "./PersonMarks";
import { RemovedWords } from "./RemovedWords";
import { RolePart } from "./RolePart";
import { SafetyPart } from "./SafetyPart";
import { type PersonActions, usePersonActions } from "./usePersonActions";

interface PersonPageProps {
  readonly board: string;
  readonly person: string;
  readonly onClose: () => void;
}

export function PersonPage({ board, person, onClose }: PersonPageProps) {
  const { t } = useLingui();
  const content = useView({ type: "person", board, person });
  const view = rowsOf(content, "personPage")[0];
  if (view !== undefined) return <Shown board={board} view={view} onClose={onClose} />;
  if (content.phase === "loading") return <div aria-busy className="p-4" />;
  return (
    <Column>
      <Empty text={t`This person is not on the board.`}><Button onPress={onClose}><Trans>Close</Trans></Button></Empty>
    </Column>
  );
}

function Shown({ board, view, onClose }: { board: string; view: PersonView; onClose: () => void }) {
  const { i18n } = useLingui();
  useTitle(useWide() ? null : nameOf(i18n, view.row.name, view.row.role));
  const [now] = useState(() => Date.now());
  const actions = usePersonActions(board, () => {});
  const { row } = view;
  const close = () => {
    onClose();
    focusLine(row.person);
  };
  const onKeyDown = (key: KeyboardEvent<HTMLElement>) => {
    // Keys of menus and dialogs arrive here too; only those pressed on the page itself close it.
    const own = key.target instanceof Node && key.currentTarget.contains(key.target);
    if (key.key === "Escape" && own && !key.defaultPrevented) close();
  };
  const { removed } = row;
  const role = <RolePart key={`${row.role}${removed === null}`} board={board} row={row} />;
  return (
    <div data-testid="person-page" onKeyDownCapture={onKeyDown} className="flex flex-col gap-6 p-4">
      <Head view={view} actions={actions} now={now} onClose={close} />
      {removed !== null && <Note tone="calm"><p><RemovedWords removed={removed} now={now} /></p></Note>}
      {row.mayVouch === true && (
        <Note>
          <p><Trans>New here: what they make waits until somebody lets it in. If you know them, vouch for them.</Trans></p>
          <div><Button onPress={() => actions.vouch(row)}><Trans>Vouch for them</Trans></Button></div>
        </Note>
      )}
      {removed === null && role}
      {removed !== null && view.knows.length > 0 && <KnowsPart lines={view.knows} now={now} />}
      {view.safety !== null && removed === null && <SafetyPart row={row} safety={view.safety} actions={actions} />}
      {!row.me && row.role !== "helper" && <FileForPerson board={board} person={row.person} name={row.name} />}
      <DevicesPart board={board} name={row.name} devices={view.deviceList} now={now} />
      {removed !== null && role}
      {!row.me && <LastPart view={view} actions={actions} />}
      {actions.dialog}
    </div>
  );
}

interface HeadProps {
  readonly view: PersonView;
  readonly actions: PersonActions;
  readonly now: number;
  readonly onClose: () => void;
}

function Head({ view, actions, now, onClose }: HeadProps) {
  const { t, i18n } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  // Beside a list the section has the h1; over it this page is the only one.
  const Title = useWide() ? "h2" : "h1";
  useEffect(() => heading.current?.focus(), []);
  const { row } = view;
  const name = nameOf(i18n, row.name, row.role);
  const menu = actions.menu(row);
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <Title ref={heading} tabIndex={-1} className="min-w-0 flex-[1_1_10rem] pt-2 text-lg font-semibold wrap-anywhere">
          <bdi>{name}</bdi>{row.me && <span className="font-normal text-text-2">{" "}<Trans>(you)</Trans></span>}
        </Title>
        <div className="flex shrink-0 items-center">
          {menu.length > 0 && <ActionMenu label={t`Actions for ${name}`} actions={menu} />}
          <Button weight="quiet" icon={X} aria-keyshortcuts="Escape" onPress={onClose}><Trans>Close</Trans></Button>
        </div>
      </div>
      <div className="flex flex-wrap gap-2 empty:hidden"><PersonMarks person={row} /></div>
      {row.removed === null && <p>{i18n._(roleLine(row.role))}</p>}
      <p className="text-sm text-text-2"><Came view={view} now={now} /></p>
    </header>
  );
}

/** "Came 12 Nov by an open invite, let in by Alice." */
function Came({ view, now }: { view: PersonView; now: number }) {
  const { t, i18n } = useLingui();
  const { admittedBy } = view.row;
  if (admittedBy === null && view.admittedAt === null) return <Trans>Was here from the beginning.</Trans>;
  const who = <UserText>{admittedBy ?? ""}</UserText>;
  const by = { invite: t`by an invite ticket`, open: t`by an invite ticket for whoever sees it`, reader: t`by an invite ticket for readers` }[view.admittedByTicket ?? ""];
  const at = view.admittedAt === null ? "" : when(i18n.locale, view.admittedAt, now);
  return (
    <>
      {[t`Came`, at, by].filter(Boolean).join(" ")}
      {admittedBy !== null && <>{", "}<Trans>let in by {who}</Trans></>}.
    </>
  );
}

function LastPart({ view, actions }: { view: PersonView; actions: PersonActions }) {
  const { t } = useLingui();
  const { row } = view;
  return (
    <Section title={t`If there is trouble`}>
      <p className="text-sm text-text-2">
        <Trans>Blocking is for you alone: what they add and say is folded away here, and they are not told.</Trans>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onPress={() => actions.block(row, !row.blocked)}>{row.blocked ? <Trans>Unblock</Trans> : <Trans>Block</Trans>}</Button>
        {row.mayRemove && <Button weight="danger" onPress={() => actions.remove(row)}><Trans>Remove from the board…</Trans></Button>}
        {row.mayAskToRemove === true && <Button onPress={() => actions.askToRemove(row)}><Trans>Ask the stewards to remove…</Trans></Button>}
      </div>
      {row.askedToRemove === true && <p><Trans>You have asked the stewards to remove them. Nothing changes until one of them decides.</Trans></p>}
    </Section>
  );
}

/** Back to the line that was opened, as soon as the list is there again. */
function focusLine(person: string): void {
  requestAnimationFrame(() => {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-person="${CSS.escape(person)}"]`)?.focus());
  });
}
