// The backup: when the newest one was made, what it does not hold yet, making one and checking one.

import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../components/Button";
import { Fact } from "../../components/Fact";
import { Note } from "../../components/Page";
import { useOne } from "../../state/core";
import { useBackup } from "./useBackup";
import { dayAndHour } from "../../words/time";

export function BackupFact({ onRecovery }: { onRecovery: () => void }) {
  const { t, i18n } = useLingui();
  const { make, check, busy, said } = useBackup();
  const stand = useOne({ type: "backup" }, "backup");
  const made = stand?.madeAt == null ? null : dayAndHour(i18n.locale, stand.madeAt);
  const since = plural(stand?.entriesSince ?? 0, { one: "# change", other: "# changes" });
  return (
    <Fact
      title={t`Backup`} testId="backup"
      actions={
        <>
          <Button weight={stand?.due === true ? "primary" : "secondary"} isDisabled={busy} onPress={make}><Trans>Make a backup…</Trans></Button>
          <Button isDisabled={busy} onPress={check}><Trans>Check a backup…</Trans></Button>
        </>
      }
    >
      <p><Trans>One file with you and all your boards, to keep on a stick or another computer. Only your twelve words open it.</Trans></p>
      <p className="text-sm text-text-2"><Trans>Pictures and files that people put to things are not in it: they come again from somebody who has them. Save copies of those that matter.</Trans></p>
      {stand !== undefined && (made === null ? (
        <p className="font-semibold"><Trans>No backup was made on this computer yet.</Trans></p>
      ) : stand.entriesSince === 0 ? (
        <p><Trans>The newest was made on {made}, and holds everything.</Trans></p>
      ) : (
        <p><Trans>The newest was made on {made}. Since then: {since}.</Trans></p>
      ))}
      {stand?.words === "notShown" && (
        <Note>
          <p><Trans>Write your twelve words down first: without them no backup opens.</Trans></p>
          <div><Button onPress={onRecovery}><Trans>Show the words</Trans></Button></div>
        </Note>
      )}
      {busy && <p role="status"><Trans>Working on the backup. A large one takes a minute.</Trans></p>}
      {said !== null && <Note tone={said.good ? "calm" : "danger"}><p role={said.good ? "status" : "alert"}>{said.text}</p></Note>}
      <p className="text-sm text-text-2"><Trans>To bring a backup back, open Manyhands on a new computer and choose “I already use Manyhands”.</Trans></p>
    </Fact>
  );
}
