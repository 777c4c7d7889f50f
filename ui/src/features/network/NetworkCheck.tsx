// A look at the network: what stands in the way of finding each other, and what to do about it.

import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, Hourglass, Info } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";

import type { NetworkAddresses, NetworkCheckView, NetworkFinding } from "../../bindings";
import { Button } from "../../components/Button";
import { Column, Page, Section } from "../../components/Page";
import { Said } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { findingWords, isTrouble } from "../../words/network";

type Look =
  | { readonly phase: "looking" }
  | { readonly phase: "stopped" }
  | { readonly phase: "found"; readonly check: NetworkCheckView };

export function NetworkCheck({ onSettings }: { onSettings: () => void }) {
  const { t } = useLingui();
  const { look, begin, stop } = useLook();
  const looking = look.phase === "looking";
  const buttons = useRef<HTMLDivElement>(null);
  const withAddresses = () => {
    // The button goes while it is looked: the focus stays with the other one.
    buttons.current?.querySelector("button")?.focus();
    begin(true);
  };
  return (
    <Page title={t`Network check`} actions={<Button onPress={onSettings}><Trans>Back to Settings</Trans></Button>}>
      <Column>
        <div aria-live="polite" data-testid="network-check" className="flex flex-col gap-4">
          {looking && <p className="flex gap-2"><Hourglass aria-hidden size="1.25rem" className="shrink-0" /><Trans>Looking. This takes a few seconds.</Trans></p>}
          {look.phase === "stopped" && <p><Trans>Stopped. Nothing was found out.</Trans></p>}
          {look.phase === "found" && (
            <ul className="flex flex-col gap-4">
              {look.check.findings.map((finding) => <Found key={finding.code} finding={finding} />)}
            </ul>
          )}
        </div>
        <div ref={buttons} className="flex flex-wrap gap-3">
          {looking ? <Button onPress={stop}><Trans>Stop</Trans></Button> : <Button weight="primary" onPress={() => begin(false)}><Trans>Look again</Trans></Button>}
          {look.phase === "found" && look.check.addresses === null && <Button onPress={withAddresses}><Trans>Look again and show addresses</Trans></Button>}
        </div>
        {look.phase === "found" && look.check.addresses !== null && <Addresses addresses={look.check.addresses} />}
        <p className="text-sm text-text-2"><Trans>This tries to reach the computers of your boards and your relays. It sends nothing of what is on your boards.</Trans></p>
      </Column>
    </Page>
  );
}

function Found({ finding }: { finding: NetworkFinding }) {
  const { i18n } = useLingui();
  const { what, todo } = findingWords(finding);
  const [Icon, tone] = isTrouble(finding) ? [CircleAlert, "text-danger"] as const : finding.code === "well" ? [CircleCheck, "text-offer"] as const : [Info, "text-text-2"] as const;
  return (
    <li className="flex gap-3" data-code={finding.code}>
      <Icon aria-hidden size="1.5rem" className={`shrink-0 ${tone}`} />
      <div>
        <p className="font-semibold">{i18n._(what)}</p>
        {todo !== null && <p>{i18n._(todo)}</p>}
      </div>
    </li>
  );
}

/** Only where somebody asks: whoever sees the screen sees where this computer is. */
function Addresses({ addresses }: { addresses: NetworkAddresses }) {
  const { t } = useLingui();
  const lists: readonly [string, readonly string[]][] = [
    [t`This computer`, addresses.own], [t`Relays that answer`, addresses.relays], [t`Relays that do not answer`, addresses.silent],
  ];
  return (
    <Section title={t`Addresses`}>
      {lists.map(([title, all]) => all.length > 0 && (
        <div key={title}>
          <p className="font-semibold">{title}</p>
          <ul>{all.map((one) => <li key={one} className="wrap-anywhere"><Said text={one} /></li>)}</ul>
        </div>
      ))}
    </Section>
  );
}

interface Looking {
  readonly look: Look;
  readonly begin: (addresses: boolean) => void;
  readonly stop: () => void;
}

/** Looks once as the page opens, and ends it when the page goes. */
function useLook(): Looking {
  const { backend, announcements } = useCore();
  const act = useAct();
  const [look, setLook] = useState<Look>({ phase: "looking" });
  /** Only the newest one is shown. */
  const newest = useRef(0);
  const read = useCallback((addresses: boolean) => {
    newest.current += 1;
    const mine = newest.current;
    const show = (next: Look) => mine === newest.current && setLook(next);
    backend.read({ type: "networkCheck", addresses }).then(
      (answer) => answer.type === "networkCheck" && show(answer.check === null ? { phase: "stopped" } : { phase: "found", check: answer.check }),
      (reason: unknown) => {
        show({ phase: "stopped" });
        announcements.refuse(asAppError(reason));
      },
    );
  }, [backend, announcements]);
  const begin = (addresses: boolean) => {
    setLook({ phase: "looking" });
    read(addresses);
  };
  const stop = () => void act({ type: "stopNetworkCheck" });
  useEffect(() => {
    read(false);
    return () => {
      newest.current += 1;
      void backend.dispatch({ type: "stopNetworkCheck" }).catch(() => {});
    };
  }, [backend, read]);
  return { look, begin, stop };
}
