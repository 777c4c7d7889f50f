// On every page of a board, until it was read: that other stewards were named at the same time, and that coordinators want
// each other removed. Nothing of it changes anything by itself. One at a time: the board must stay in sight.

import { Trans, useLingui } from "@lingui/react/macro";
import { Scale } from "lucide-react";
import type { ReactNode } from "react";

import type { BoardView, DisputeView, RivalView } from "../../bindings";
import { Button } from "../../components/Button";
import { useAct } from "../../state/core";
import { Dispute } from "./Dispute";
import { Rival } from "./Rival";

interface StewardBannersProps {
  readonly head: BoardView;
  /** Shows the page of a person. */
  readonly onPerson: (person: string) => void;
}

export function StewardBanners({ head, onPerson }: StewardBannersProps) {
  const { stewardship } = head;
  if (head.removed !== null || stewardship === undefined) return null;
  const dispute = stewardship.disputes?.find((told) => !told.read);
  if (dispute !== undefined) return <DisputeBanner key={dispute.dispute} board={head.board} dispute={dispute} onPerson={onPerson} />;
  const rival = stewardship.rivals?.find((told) => !told.read);
  return rival === undefined ? null : <RivalBanner key={rival.rival} head={head} rival={rival} />;
}

function RivalBanner({ head, rival }: { head: BoardView; rival: RivalView }) {
  const { t } = useLingui();
  return (
    <Banner label={t`Two decisions about the stewards`} id="rival-banner">
      <Rival now={head.stewardship?.people ?? []} rival={rival} />
      <div className="flex flex-wrap gap-2"><Read board={head.board} about={rival.rival}><Trans>I have read this</Trans></Read></div>
    </Banner>
  );
}

function DisputeBanner({ board, dispute, onPerson }: { board: string; dispute: DisputeView; onPerson: (person: string) => void }) {
  const { t } = useLingui();
  return (
    <Banner label={t`For you to decide`} id="dispute-banner">
      <Dispute dispute={dispute} onPerson={onPerson}>
        <Read board={board} about={dispute.dispute}><Trans>Leave both as they are</Trans></Read>
      </Dispute>
    </Banner>
  );
}

function Banner({ label, id, children }: { label: string; id: string; children: ReactNode }) {
  return (
    <section aria-label={label} data-testid={id} className="card flex shrink-0 items-start gap-3 border-b border-border bg-warn-tint px-4 py-3 text-warn">
      <Scale aria-hidden size="1.25rem" className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-2">{children}</div>
    </section>
  );
}

/** It is told no more as new, on this computer. */
function Read({ board, about, children }: { board: string; about: string; children: ReactNode }) {
  const act = useAct();
  return <Button onPress={() => void act({ type: "markRead", board, about })}>{children}</Button>;
}
