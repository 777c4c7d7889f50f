// The marks of a person: new here, met, blocked, removed.

import { Trans } from "@lingui/react/macro";

import type { PersonRow } from "../../bindings";
import { Chip } from "../../components/Chip";

export function PersonMarks({ person }: { person: PersonRow }) {
  return (
    <>
      {person.isNew && <Chip tone="warn"><Trans>New here: not yet vouched</Trans></Chip>}
      {person.met && <Chip tone="offer"><Trans>Met</Trans></Chip>}
      {person.blocked && <Chip tone="danger"><Trans>Blocked by you</Trans></Chip>}
      {person.removed !== null && <Chip tone="plain"><Trans>Removed</Trans></Chip>}
    </>
  );
}
