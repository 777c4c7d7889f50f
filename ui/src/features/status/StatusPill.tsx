// The status line: where one's work is. Opens a panel that says it person by person.

import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, CircleX, CloudOff, Laptop } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";
import { useLocation } from "wouter";

import type { StatusView } from "../../bindings";
import { Button as CloseButton } from "../../components/Button";
import { Said } from "../../components/UserText";
import { useOne } from "../../state/core";
import { helperWords, holders, holdingWords, networkWords, OUT, savedWords, statusWords } from "../../words/status";
import { when } from "../../words/time";

/** One place of one size, whatever it says: what stands beside it never moves. What it says mostly has room in one line. */
const PLACE = "h-11 w-92 max-w-full shrink-0 @max-[79rem]/app:w-60";

interface StatusPillProps {
  readonly board: string;
  readonly offline: boolean;
  /** Whether the person was removed, or this computer taken off: nothing goes or comes, whatever the network does. */
  readonly out: boolean;
}

export function StatusPill({ board, offline: working, out }: StatusPillProps) {
  const { i18n } = useLingui();
  const status = useOne({ type: "status", board }, "status");
  if (status === undefined) return <div aria-hidden className={PLACE} />;
  const offline = working && !out;
  const { tone, pill } = out && status.notSaved === null ? OUT : statusWords(status);
  const Icon = tone === "trouble" ? CircleX : offline ? CloudOff : tone === "attention" ? Laptop : CircleCheck;
  const warns = offline || out;
  const look = tone === "trouble" ? "border-danger text-danger bg-danger-tint" : warns ? "border-warn text-warn bg-warn-tint" : "border-border-strong bg-surface";
  return (
    <DialogTrigger>
      <Button
        data-testid="status"
        className={`${PLACE} flex items-center gap-2 overflow-hidden rounded-md border-[1.5px] px-3 @max-[79rem]/app:px-2 text-start text-sm ${look}`}
      >
        <Icon aria-hidden size="1.125rem" className="shrink-0" />
        <span className="line-clamp-2 min-w-0 leading-5">
          {offline && <><strong><Trans>Offline</Trans></strong>{" · "}</>}
          {i18n._(pill)}
          {!out && status.saved.on > 1 && <span className="@max-[79rem]/app:sr-only">{": "}<bdi>{holders(i18n, status.people)}</bdi></span>}
        </span>
      </Button>
      <Popover className="max-w-md rounded-lg border border-border bg-surface shadow-pop" placement="bottom end">
        <Dialog className="scroller flex max-h-[inherit] flex-col gap-4 p-5">
          {out ? <OutPanel /> : <Panel status={status} offline={offline} />}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** Nobody tells this computer anything any more: it says nothing of the others. */
function OutPanel() {
  return (
    <>
      <Heading slot="title" className="text-lg font-semibold"><Trans>Where your work is</Trans></Heading>
      <p><Trans>What was on this board is kept on this computer, to be read. Nothing new comes, and nothing of yours goes out.</Trans></p>
      <div className="flex justify-end"><CloseButton slot="close"><Trans>Close</Trans></CloseButton></div>
    </>
  );
}

function Since({ since }: { since: string }) {
  return <Trans>Since {since}.</Trans>;
}

/** A fact is as old as the device's own word for it. */
function SaidAt({ at }: { at: string }) {
  return <Trans>Told at {at}.</Trans>;
}

function Panel({ status, offline }: { status: StatusView; offline: boolean }) {
  const { i18n } = useLingui();
  const [, go] = useLocation();
  const [now] = useState(() => Date.now());
  return (
    <>
      <Heading slot="title" className="text-lg font-semibold"><Trans>Where your work is</Trans></Heading>
      {status.notSaved !== null && (
        <p className="flex gap-2 text-danger">
          <CircleAlert aria-hidden size="1.25rem" className="shrink-0" />
          <Trans>The last change is not on the disk. Your words are still on the screen.</Trans>
        </p>
      )}
      <p>{i18n._(savedWords(status.saved))}. {i18n._(networkWords(status, offline))}</p>
      <ul className="flex flex-col gap-3">
        {status.people.map((person, at) => (
          // People have no key in this view; their order is fixed and nothing is kept per row.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={at}>
            <p className="font-semibold">{person.me ? <Trans>You</Trans> : <bdi>{person.name}</bdi>}</p>
            <p className="text-sm text-text-2">
              {i18n._(holdingWords(person))}
              {!person.me && person.holdsAll && person.since != null && <>{" "}<Since since={when(i18n.locale, person.since, now)} /></>}
              {!person.me && person.at !== null && <>{" "}<SaidAt at={when(i18n.locale, person.at, now)} /></>}
            </p>
          </li>
        ))}
        {(status.helpers ?? []).map((helper) => (
          <li key={helper.person} data-testid="helper">
            <p className="font-semibold">{helper.name === "" ? <Trans>A helper</Trans> : <Trans>Helper: <Said text={helper.name} /></Trans>}</p>
            <p className="text-sm text-text-2">
              {i18n._(helperWords(helper))}
              {helper.at !== null && <>{" "}<SaidAt at={when(i18n.locale, helper.at, now)} /></>}
            </p>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-3">
        <CloseButton slot="close" onPress={() => go("/settings/network")}><Trans>Check the network</Trans></CloseButton>
        <CloseButton slot="close"><Trans>Close</Trans></CloseButton>
      </div>
    </>
  );
}
