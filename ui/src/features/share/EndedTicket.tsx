// In the place of a ticket that was just made and lets nobody in any more: why, and a new one.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { InvitationState } from "../../bindings";
import { Button } from "../../components/Button";
import { Note } from "../../components/Page";

export type Ended = Exclude<InvitationState, "live">;

const ENDED: Record<Ended, MessageDescriptor> = {
  usedUp: msg`This invite ticket is used up: it was used as often as it may be. Nobody comes in by it any more.`,
  expired: msg`This invite ticket has run out. Nobody comes in by it any more.`,
  removed: msg`This invite ticket was removed. Nobody comes in by it any more.`,
  fromBefore: msg`Your address was hidden, or shown again, after this invite ticket was made. It leads to this computer no more.`,
};

interface EndedTicketProps {
  readonly state: Ended;
  readonly busy: boolean;
  readonly onNew: () => void;
}

export function EndedTicket({ state, busy, onNew }: EndedTicketProps) {
  const { i18n } = useLingui();
  return (
    <div data-testid="ended-ticket">
      <Note tone="calm">
        <p role="status">{i18n._(ENDED[state])}</p>
        <div><Button isDisabled={busy} onPress={onNew}><Trans>Make another one</Trans></Button></div>
      </Note>
    </div>
  );
}
