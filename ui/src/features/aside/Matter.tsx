// What somebody did about people, invite tickets or keys that does not count.

import { Trans, useLingui } from "@lingui/react/macro";

import type { AsideMatter } from "../../bindings";
import { UserText } from "../../components/UserText";
import { roleWord } from "../../words/names";

interface MatterProps {
  readonly matter: AsideMatter;
  readonly mine: boolean;
  /** Who did it, by name; `null` where nobody knows. */
  readonly by: string | null;
}

export function Matter({ matter, mine, by: name }: MatterProps) {
  const { t, i18n } = useLingui();
  const by = <UserText>{mine ? t`You` : name === null || name === "" ? t`Somebody` : name}</UserText>;
  switch (matter.type) {
    case "ticket": return mine ? <Trans>An invite ticket that you made.</Trans> : <Trans>An invite ticket that {by} made.</Trans>;
    case "letIn": {
      const who = <UserText>{matter.person}</UserText>;
      return matter.person === "" ? <Trans>{by} let somebody in.</Trans> : <Trans>{by} let in somebody called {who}.</Trans>;
    }
    case "role": {
      const role = i18n._(roleWord(matter.role));
      const who = <UserText>{matter.person === "" ? t`somebody` : matter.person}</UserText>;
      return <Trans>{by} gave {who} a role: {role}.</Trans>;
    }
    case "removal": return <Trans>{by} removed somebody, or an invite ticket.</Trans>;
    case "adoption": return <Trans>{by} let in what did not count.</Trans>;
    case "device": return <Trans>{by} added a device.</Trans>;
    case "deviceOff": return <Trans>{by} took a device off the board.</Trans>;
    case "stewards": return <Trans>{by} changed who the stewards are.</Trans>;
    case "hiding": return <Trans>{by} hid something for everybody, or showed it again.</Trans>;
    case "keys": return <Trans>{by} made new keys, or handed keys on.</Trans>;
    case "erasing": return <Trans>{by} erased a sealed name and address.</Trans>;
  }
}
