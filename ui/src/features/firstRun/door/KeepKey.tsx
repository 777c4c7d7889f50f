// The first start: how the boards are locked is the person's own choice, and is asked before anything is touched.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../../components/Button";
import { KeyForm } from "../../../components/KeyForm";
import { Alone } from "../Alone";
import type { DoorWork } from "./useDoor";

export function KeepKey({ door }: { door: DoorWork }) {
  const { t } = useLingui();
  const older = door.state.type === "asks" && door.state.state?.type === "older";
  const { error } = door;
  const refused = error.code === "keyringFailed" || error.code === "passphraseShort" ? error : null;
  return (
    <Alone title={t`How shall your boards be locked?`}>
      <p>
        {older ? (
          <Trans>What is on this computer was made by an older version, which did not lock it yet. From now on it is locked, so that whoever takes the computer reads nothing.</Trans>
        ) : (
          <Trans>What you write is locked on this computer, so that whoever takes the computer reads nothing.</Trans>
        )}
      </p>
      <KeyForm ways={["keyring", "passphrase", "plainFile"]} busy={door.busy} error={refused} onChoose={door.open}>
        {!older && <Button weight="quiet" isDisabled={door.busy} onPress={door.backFromKey}><Trans>Go back</Trans></Button>}
      </KeyForm>
    </Alone>
  );
}
