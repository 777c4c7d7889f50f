// A ticket to hand over: the text to copy, and the QR code to show.

import { Trans, useLingui } from "@lingui/react/macro";
import { Copy } from "lucide-react";

import { useEffect, useRef } from "react";

import type { TicketView } from "../../bindings";
import { Button } from "../../components/Button";
import { Qr } from "../../components/Qr";
import { useCopy } from "../../state/copy";

interface MadeTicketProps {
  readonly ticket: Pick<TicketView, "text" | "link">;
  /** Whether it has just been made: it comes into sight, and the first copy button takes the focus. */
  readonly isNew?: boolean;
}

export function MadeTicket({ ticket, isNew = false }: MadeTicketProps) {
  const { t } = useLingui();
  const copy = useCopy();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isNew) return;
    box.current?.scrollIntoView?.({ block: "nearest" });
    box.current?.querySelector<HTMLElement>("button")?.focus();
  }, [isNew]);
  return (
    <section ref={box} className="card flex flex-col gap-4 rounded-lg border border-border bg-surface p-4" aria-label={t`The invite ticket`}>
      <div className="flex flex-wrap gap-6">
        <Qr text={ticket.text.toUpperCase()} label={t`QR code of the invite ticket`} />
        <div className="flex min-w-64 flex-1 flex-col gap-3">
          <label className="flex flex-col gap-1 text-sm font-semibold">
            <Trans>Invite ticket</Trans>
            <textarea
              readOnly
              dir="ltr"
              rows={7}
              value={ticket.text}
              onFocus={(event) => event.currentTarget.select()}
              data-testid="ticket-text"
              className="control w-full py-2 text-base font-normal tracking-wide break-all [font-variant-ligatures:none]"
            />
          </label>
          <div className="flex flex-wrap gap-3">
            <Button weight="primary" icon={Copy} onPress={() => copy(ticket.text)}><Trans>Copy the text</Trans></Button>
            <Button onPress={() => copy(ticket.link)}><Trans>Copy as a link</Trans></Button>
          </div>
        </div>
      </div>
      <p className="text-sm text-text-2">
        <Trans>Keep Manyhands open until they have joined. It is enough if anybody else on the board does.</Trans>
      </p>
    </section>
  );
}
