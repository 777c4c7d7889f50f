// All keys, in one table. Opened by "?" and from Settings.

import { Trans, useLingui } from "@lingui/react/macro";
import { Fragment, type ReactNode } from "react";

import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";

interface KeyHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Whether single letters do something. */
  readonly letterKeys: boolean;
}

export function KeyHelp({ isOpen, onClose, letterKeys }: KeyHelpProps) {
  const { t } = useLingui();
  const held = /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘" : t`Ctrl`;
  return (
    <Dialog title={t`Keys`} isOpen={isOpen} onClose={onClose}>
      <Keys title={t`Everywhere`}>
        <Key keys={[held, "N"]}><Trans>Add what this section holds</Trans></Key>
        <Key keys={[held, "F"]}><Trans>Find in this section</Trans></Key>
        <Key keys={[held, "Z"]}><Trans>Undo your last change</Trans></Key>
        <Key keys={[held, "1…5"]}><Trans>Go to a section</Trans></Key>
        <Key keys={["F6"]}><Trans>Next part of the window</Trans></Key>
        <Key keys={["Esc"]}><Trans>Close, or empty the search</Trans></Key>
        {letterKeys && <Key keys={["/"]}><Trans>Find in this section</Trans></Key>}
        <Key keys={["?"]}><Trans>Show these keys</Trans></Key>
      </Keys>
      <Keys title={t`In a list`}>
        <Key keys={["↑", "↓"]}><Trans>Walk from row to row</Trans></Key>
        <Key keys={["←", "→"]}><Trans>Walk from column to column</Trans></Key>
        <Key keys={[t`Enter`]}><Trans>Open</Trans></Key>
        {letterKeys && (
          <>
            <Key keys={["T"]}><Trans>Claim or release</Trans></Key>
            <Key keys={["M"]}><Trans>All that can be done with it</Trans></Key>
          </>
        )}
      </Keys>
      <Keys title={t`In a comment`}>
        <Key keys={[held, t`Enter`]}><Trans>Add the comment</Trans></Key>
      </Keys>
      {!letterKeys && <p className="text-sm text-text-2"><Trans>Single-letter shortcuts are switched off in Settings.</Trans></p>}
      <DialogButtons><Button onPress={onClose}><Trans>Close</Trans></Button></DialogButtons>
    </Dialog>
  );
}

function Keys({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] items-baseline gap-x-4 gap-y-2">{children}</dl>
    </section>
  );
}

function Key({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  return (
    <>
      <dt className="flex items-center gap-1" dir="ltr">
        {keys.map((key, at) => (
          <Fragment key={key}>
            {at > 0 && " "}
            <kbd className="rounded-sm border border-border-strong bg-surface-2 px-2 font-sans text-sm">{key}</kbd>
          </Fragment>
        ))}
      </dt>
      <dd>{children}</dd>
    </>
  );
}
