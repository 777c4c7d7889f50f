// What is on its way to a board: how far it is, and a way to stop it and to go on.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { ArrowDownToLine, Pause } from "lucide-react";
import type { ReactNode } from "react";

import type { BringingProgress, BringingRow } from "../bindings";
import { Button } from "./Button";
import { rowsOf, useAct, useView } from "../state/core";
import { size } from "../words/size";

/** All boards of which much is on its way, or that the person stopped: one view for every place that shows it. */
export function useBringing(): readonly BringingRow[] {
  return rowsOf(useView({ type: "bringing" }), "bringing");
}

/** On every page of a board. Not announced again and again: how far it is can be read whenever somebody looks. */
export function BringingBanner({ board }: { board: string }) {
  const { t } = useLingui();
  const bringing = useBringing().find((one) => one.board === board);
  if (bringing === undefined) return null;
  return (
    <section
      aria-label={t`On its way`}
      data-testid="bringing"
      className="card flex shrink-0 items-center gap-3 border-b border-border bg-surface-2 px-4 py-2"
    >
      <BringingLine bringing={bringing} />
    </section>
  );
}

export function BringingLine({ bringing }: { bringing: BringingRow }) {
  const { t } = useLingui();
  const act = useAct();
  const stop = (on: boolean) => void act({ type: "stopBringing", board: bringing.board, on });
  if (bringing.stopped) {
    return (
      <Line icon={<Pause aria-hidden size="1.25rem" className="shrink-0" />}>
        <p className="min-w-0 flex-1"><Trans>You stopped this board. Nothing new comes, and nothing of yours goes out, until you go on. What has come is here.</Trans></p>
        <Button onPress={() => stop(false)}><Trans>Go on</Trans></Button>
      </Line>
    );
  }
  if (bringing.progress === null) return null;
  return (
    <Line icon={<ArrowDownToLine aria-hidden size="1.25rem" className="shrink-0" />}>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="text-balance"><Far progress={bringing.progress} /></p>
        <Bar label={t`On its way`} done={bringing.progress.changes} all={bringing.progress.ofChanges} />
      </div>
      <Button onPress={() => stop(true)}><Trans>Stop</Trans></Button>
    </Line>
  );
}

function Line({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <div className="flex min-w-0 flex-1 flex-wrap items-center gap-3">{icon}{children}</div>;
}

function Far({ progress }: { progress: BringingProgress }) {
  const { i18n } = useLingui();
  const { bytes, ofBytes, changes, ofChanges } = progress;
  if (ofBytes !== null) {
    const [came, all] = [size(i18n, bytes), size(i18n, ofBytes)];
    return <Trans>Bringing over: {came} of about {all}</Trans>;
  }
  const came = i18n.number(changes);
  return <Plural value={ofChanges} one={`Bringing over: ${came} of # change`} other={`Bringing over: ${came} of # changes`} />;
}

/** How much of something is done. */
export function Bar({ label, done, all }: { label: string; done: number; all: number }) {
  const most = Math.max(all, 1);
  return <progress aria-label={label} value={Math.min(done, most)} max={most} className="progress w-full max-w-sm" />;
}
