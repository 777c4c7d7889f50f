// "Make a backup": a task above the boards, when there is something to lose. It can be put off.

import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { ShieldCheck } from "lucide-react";

import { Button } from "../../components/Button";
import { useAct, useCore, useOne } from "../../state/core";
import { useBackup } from "./useBackup";

const PUT_OFF_DAYS = 7;

export function BackupReminder({ onRecovery }: { onRecovery: () => void }) {
  const { t, i18n } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const stand = useOne({ type: "backup" }, "backup");
  const { make, busy, said } = useBackup();
  if (stand === undefined) return null;
  // What was just made is said here, where it was asked for.
  if (!stand.due && said === null) return null;
  const putOff = () => void act({ type: "putOffBackup", days: PUT_OFF_DAYS }, () => {
    announcements.tell(t`Put off for a week.`, () => void act({ type: "putOffBackup", days: 0 }));
  });
  const since = plural(stand.entriesSince, { one: "# change", other: "# changes" });
  const made = stand.madeAt === null ? null : new Intl.DateTimeFormat(i18n.locale, { dateStyle: "long" }).format(stand.madeAt);
  return (
    <section aria-label={t`Backup`} data-testid="backup-reminder" className="card flex items-start gap-3 rounded-lg border border-border bg-surface p-4">
      <ShieldCheck aria-hidden size="1.375rem" className="mt-0.5 shrink-0 text-primary" />
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        {!stand.due && said !== null ? <p role="status">{said.text}</p> : (
          <>
            <h2 className="font-semibold"><Trans>Make a backup</Trans></h2>
            <p>
              {made === null ? (
                <Trans>There is none of your boards yet. If this computer breaks, what nobody else has would be gone.</Trans>
              ) : (
                <Trans>The newest is of {made}. Since then: {since}.</Trans>
              )}
              {stand.words === "notShown" && <>{" "}<Trans>First write down your twelve words: without them no backup opens.</Trans></>}
            </p>
            {said !== null && !said.good && <p role="alert" className="text-danger">{said.text}</p>}
            <div className="flex flex-wrap gap-3">
              {stand.words === "notShown" ? (
                <Button weight="primary" onPress={onRecovery}><Trans>Write down the words…</Trans></Button>
              ) : (
                <Button weight="primary" isDisabled={busy} onPress={make}><Trans>Make a backup…</Trans></Button>
              )}
              <Button weight="quiet" isDisabled={busy} onPress={putOff}><Trans>Remind me in a week</Trans></Button>
            </div>
          </>
        )}
      </div>
    </section>
  );
}
