// Sharing a board: make a ticket, and hand it over as text or QR code.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { TicketKind, TicketView } from "../../bindings";
import { Button } from "../../components/Button";
import { SelectInput, TextInput } from "../../components/Inputs";
import { Column, Page } from "../../components/Page";
import { useAct } from "../../state/core";
import { useOnce } from "../../state/once";
import { MadeTicket } from "./MadeTicket";
import { Standing } from "./Standing";

const DAY_MS = 86_400_000;

interface ShareProps {
  readonly board: string;
  readonly boardName: string;
  readonly now: () => number;
}

export function Share({ board, boardName, now }: ShareProps) {
  const { t } = useLingui();
  const act = useAct();
  const [kind, setKind] = useState<TicketKind>("invite");
  const [uses, setUses] = useState("1");
  const [days, setDays] = useState("7");
  const [made, setMade] = useState<TicketView | null>(null);

  const { run: make, busy } = useOnce(async () => {
    const expiresAt = days === "never" ? null : now() + Number(days) * DAY_MS;
    const counted = kind === "invite" ? Math.max(1, Math.trunc(Number(uses)) || 1) : null;
    await act({ type: "invite", board, kind, uses: counted, expiresAt }, (outcome) => {
      if (outcome.type === "ticket") setMade(outcome.ticket);
    });
  });

  return (
    <Page title={t`Share`} context={boardName}>
      <Column>
        <div className="grid gap-4 @min-[40rem]/app:grid-cols-3">
          <SelectInput
            label={t`For`}
            value={kind}
            onChange={(next) => setKind(next as TicketKind)}
            options={[
              { id: "invite", text: t`People I choose` },
              { id: "open", text: t`Whoever sees it` },
              { id: "reader", text: t`Readers only` },
            ]}
          />
          {kind === "invite" && (
            <TextInput label={t`How many people`} value={uses} onChange={setUses} inputMode="numeric" />
          )}
          <SelectInput
            label={t`Works for`}
            value={days}
            onChange={setDays}
            options={[
              { id: "1", text: t`1 day` },
              { id: "7", text: t`7 days` },
              { id: "30", text: t`30 days` },
              { id: "never", text: t`Without an end` },
            ]}
          />
        </div>
        <p className="text-sm text-text-2">
          {kind === "invite" && <Trans>They can edit everything on the board. Give it only to people you mean.</Trans>}
          {kind === "open" && <Trans>Whoever sees this can join, add things and comment. They cannot edit what others made.</Trans>}
          {kind === "reader" && <Trans>Whoever sees this can read the board, names included.</Trans>}
        </p>
        <div><Button weight="primary" isDisabled={busy} onPress={make}><Trans>Make an invite</Trans></Button></div>
        {made !== null && <MadeTicket ticket={made} />}
        <Standing board={board} now={now} />
      </Column>
    </Page>
  );
}
