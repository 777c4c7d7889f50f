// The person is back: what came with them, and what to know about the computer they had before.

import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import type { RestoredView } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Note } from "../../../components/Page";
import { Alone } from "../Alone";
import { dayAndHour } from "../../../words/time";

export function Back({ restored, onOpen }: { restored: RestoredView | null; onOpen: () => void }) {
  const { t, i18n } = useLingui();
  const backup = restored?.backup ?? null;
  const boards = plural(restored?.newBoards ?? 0, { one: "# board", other: "# boards" });
  const changes = plural(restored?.newEntries ?? 0, { one: "# change", other: "# changes" });
  const made = backup === null ? "" : dayAndHour(i18n.locale, backup.madeAt);
  return (
    <Alone title={t`You are back`}>
      {backup === null ? (
        <p><Trans>You are the same person as before. Ask anybody on each of your boards for an invite ticket, and join with it: you have your role there again.</Trans></p>
      ) : (
        <p><Trans>{boards} and {changes} came out of the backup of {made}. What was written since comes from the others, when you meet.</Trans></p>
      )}
      <Note tone="calm">
        <p><Trans>For the boards this computer is a new device of yours. If the one before is lost or stolen, take it off each board: under People, on your own page.</Trans></p>
      </Note>
      <div><Button weight="primary" onPress={onOpen}><Trans>Open Manyhands</Trans></Button></div>
    </Alone>
  );
}
