// Who the stewards are, what is proposed about them, and the recovery key of the board.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { BoardView, StewardsView } from "../../bindings";
import { Button } from "../../components/Button";
import { Note, Section } from "../../components/Page";
import { Said } from "../../components/UserText";
import { Dispute } from "./Dispute";
import { Proposal } from "./Proposal";
import { RecoverDialog } from "./RecoverDialog";
import { Rival } from "./Rival";
import { names } from "./stewardNames";
import { StewardsDialog } from "./StewardsDialog";

interface StewardsProps {
  readonly head: BoardView;
  /** Shows the page of a person. */
  readonly onPerson: (person: string) => void;
}

export function Stewards({ head, onPerson }: StewardsProps) {
  const { t, i18n } = useLingui();
  const [asked, setAsked] = useState<"propose" | "recover" | null>(null);
  const { stewardship } = head;
  if (head.removed !== null || head.deviceOff === true || stewardship === undefined) return null;
  const { people, threshold, proposals, recoveryKey, mayPropose } = stewardship;
  const close = () => setAsked(null);
  const now = names(i18n, people);
  return (
    <Section title={t`Stewards`}>
      <p><Trans>Now: <strong><Said text={now} /></strong></Trans></p>
      <p className="text-sm text-text-2">
        {people.length === 1 ? (
          <Trans>Stewards make coordinators, and decide together who is steward.</Trans>
        ) : (
          <Plural value={threshold} one="# of them must agree before others are stewards." other="# of them must agree before others are stewards." />
        )}
      </p>
      {mayPropose && people.length === 1 && head.people > 1 && <Alone onPropose={() => setAsked("propose")} />}
      {proposals.map((proposal) => <Proposal key={proposal.proposal} board={head.board} proposal={proposal} />)}
      {(stewardship.disputes ?? []).map((dispute) => <Note key={dispute.dispute} tone="calm"><Dispute dispute={dispute} onPerson={onPerson} /></Note>)}
      {(stewardship.rivals ?? []).map((rival) => <Note key={rival.rival} tone="calm"><Rival now={people} rival={rival} /></Note>)}
      <div className="flex flex-wrap gap-3 empty:hidden">
        {mayPropose && !(people.length === 1 && head.people > 1) && head.people > 1 && (
          <Button onPress={() => setAsked("propose")}>{people.length === 1 ? <Trans>Change the stewards…</Trans> : <Trans>Propose other stewards…</Trans>}</Button>
        )}
        {recoveryKey && <Button onPress={() => setAsked("recover")}><Trans>Use the recovery key…</Trans></Button>}
      </div>
      <p className="text-sm text-text-2"><Key stewardship={stewardship} /></p>
      <StewardsDialog head={head} stewardship={stewardship} isOpen={asked === "propose"} onClose={close} />
      <RecoverDialog head={head} isOpen={asked === "recover"} onClose={close} />
    </Section>
  );
}

function Key({ stewardship }: { stewardship: StewardsView }) {
  if (stewardship.recoveryKey) return <Trans>This board has a recovery key on paper. Whoever holds it can name other stewards when those here are lost.</Trans>;
  return <Trans>This board has no recovery key: one can only be made together with a board.</Trans>;
}

function Alone({ onPropose }: { onPropose: () => void }) {
  return (
    <Note>
      <p><Trans>You are the only steward. If this computer is lost, nobody can make coordinators any more. Take somebody you trust as a second steward.</Trans></p>
      <div><Button onPress={onPropose}><Trans>Choose the stewards…</Trans></Button></div>
    </Note>
  );
}
