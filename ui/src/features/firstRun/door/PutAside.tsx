// No way in any more: what is locked is moved out of the way, whole, and the person comes back by their words.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../../components/Button";
import { Alone } from "../Alone";
import type { DoorWork } from "./useDoor";

export function PutAside({ door }: { door: DoorWork }) {
  const { t } = useLingui();
  const { busy, error } = door;
  const passphrase = error.code === "passphraseNeeded" || error.code === "passphraseWrong";
  return (
    <Alone title={passphrase ? t`The passphrase is forgotten` : t`Begin anew on this computer`}>
      {passphrase && <p><Trans>Nobody can tell you the passphrase: it is written down nowhere. Try those that you use elsewhere first; nothing happens after many wrong ones.</Trans></p>}
      <div className="flex flex-col gap-2">
        <p><Trans>If the way in stays lost, begin anew:</Trans></p>
        <ul className="flex list-disc flex-col gap-1 ps-5">
          <li><Trans>What is locked is moved aside, whole. Nothing is deleted, and you are told where it is.</Trans></li>
          <li><Trans>With a backup file and your twelve words you have everything that was in it again.</Trans></li>
          <li><Trans>With the twelve words alone you are the same person, and each board comes back with one invite ticket.</Trans></li>
          <li><Trans>With neither of them you are a new person, and need an invite ticket to each board.</Trans></li>
        </ul>
      </div>
      <div className="flex flex-wrap gap-3">
        <Button isDisabled={busy} onPress={() => door.show(passphrase ? "locked" : "trouble")}><Trans>Go back</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={door.putAside}><Trans>Move it aside, and begin anew</Trans></Button>
      </div>
    </Alone>
  );
}
