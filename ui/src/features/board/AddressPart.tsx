// Whether this computer shows the others of the board where it is: a switch, and what it does not undo.

import { Trans, useLingui } from "@lingui/react/macro";

import type { BoardView } from "../../bindings";
import { NoRelay, useHasRelay } from "../../components/NoRelay";
import { Section } from "../../components/Page";
import { SettingSwitch } from "../../components/SettingSwitch";
import { useAct } from "../../state/core";

export function AddressPart({ head }: { head: BoardView }) {
  const { t } = useLingui();
  const act = useAct();
  const on = head.hidesAddress ?? false;
  const hasRelay = useHasRelay();
  return (
    <Section title={t`Your address`}>
      <SettingSwitch
        label={t`Hide my address`}
        help={t`You meet the others of this board through relays only, from this computer: they do not learn its internet address. It is slower, and only who has the same relay in their settings meets you.`}
        on={on}
        onChange={(wanted) => void act({ type: "hideAddress", board: head.board, on: wanted })}
      />
      <p className="text-sm text-text-2"><Trans>It does not reach back: who met you before may have noted your address, and your earlier certificates name your old key. Invite tickets that you made before lead to you no more: make new ones. Your other devices have a switch of their own.</Trans></p>
      {!hasRelay && <NoRelay />}
    </Section>
  );
}
