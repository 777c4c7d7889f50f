// Other stewards, proposed: who, who has agreed, how many are missing, and agreeing.

import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { ProposalView } from "../../bindings";
import { Button } from "../../components/Button";
import { Said } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { names } from "./stewardNames";

export function Proposal({ board, proposal }: { board: string; proposal: ProposalView }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const { run: agree, busy } = useOnce(() => act({ type: "agreeStewards", board, proposal: proposal.proposal }, () => announcements.tell(t`You have agreed.`)));
  const { missing } = proposal;
  const [then, dropped, agreed] = [proposal.people, proposal.dropped, proposal.agreed].map((people) => names(i18n, people));
  return (
    <article aria-label={t`Proposal`} data-testid="proposal" className="card flex flex-col gap-2 rounded-md border border-border bg-surface p-4">
      <h3 className="font-semibold"><Trans>Stewards would be: <Said text={then ?? ""} /></Trans></h3>
      {proposal.dropped.length > 0 && <p><Trans>No steward any more: <Said text={dropped ?? ""} /></Trans></p>}
      <p className="text-sm text-text-2">
        <Trans>Agreed so far: <Said text={agreed ?? ""} />.</Trans>{" "}
        <Plural value={missing} one="# more must agree." other="# more must agree." />
      </p>
      {proposal.mayAgree && (
        <div className="flex flex-wrap items-center gap-3">
          <Button weight="primary" isDisabled={busy} onPress={agree}><Trans>Agree</Trans></Button>
          <span className="text-sm text-text-2"><Trans>This cannot be taken back.</Trans></span>
        </div>
      )}
    </article>
  );
}
