// The boards do not open, and no passphrase is missing: what it is, and what can be done.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../../components/Button";
import { Note } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { errorWords } from "../../../words/errors";
import { Alone } from "../Alone";
import type { DoorWork } from "./useDoor";

export function Trouble({ door }: { door: DoorWork }) {
  const { t, i18n } = useLingui();
  const { error, state, busy } = door;
  const fresh = state.type === "asks" && (state.state?.type === "new" || state.state?.type === "older");
  const path = error.details["path"];
  return (
    <Alone title={fresh ? t`Manyhands cannot start now` : t`Your boards cannot be opened now`}>
      <Note tone="danger">
        <p role="alert">{i18n._(errorWords(error))}</p>
        {path !== undefined && <p className="text-sm wrap-anywhere"><Said text={path} /></p>}
      </Note>
      <p><Trans>Nothing was changed, and nothing is lost by trying again.</Trans></p>
      <div className="flex flex-wrap gap-3" aria-live="polite">
        <Button weight="primary" isDisabled={busy} onPress={() => door.open({})}>{busy ? <Trans>Opening…</Trans> : <Trans>Try again</Trans>}</Button>
        {fresh ? (
          <Button isDisabled={busy} onPress={() => door.show("keep")}><Trans>Go back</Trans></Button>
        ) : (
          <Button isDisabled={busy} onPress={() => door.show("aside")}><Trans>Begin anew…</Trans></Button>
        )}
      </div>
    </Alone>
  );
}
