// Before somebody is removed: what it does, what it cannot do, why, and what becomes of their work.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { PersonRow, RemoveReason } from "../../bindings";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { UserText } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { useOnce } from "../../state/once";
import { nameOf } from "./names";
import { RemoveAlong, useAlong } from "./RemoveAlong";
import { RemoveWhy } from "./RemoveWhy";

interface RemoveDialogProps {
  readonly board: string;
  /** Who is asked about; `null` shows nothing. */
  readonly person: PersonRow | null;
  readonly onClose: () => void;
  readonly onRemoved: (person: string) => void;
}

export function RemoveDialog(props: RemoveDialogProps) {
  const { t, i18n } = useLingui();
  const { person } = props;
  const name = nameOf(i18n, person?.name ?? "", person?.role);
  return (
    <Dialog title={t`Remove ${name} from the board?`} isOpen={person !== null} onClose={props.onClose} wide>
      {person !== null && <RemoveForm {...props} person={person} name={name} />}
    </Dialog>
  );
}

function RemoveForm({ board, person, name, onClose, onRemoved }: RemoveDialogProps & { readonly person: PersonRow; readonly name: string }) {
  const { t } = useLingui();
  const act = useAct();
  const { announcements } = useCore();
  const [reason, setReason] = useState<RemoveReason>("leftGroup");
  const [note, setNote] = useState("");
  const [work, setWork] = useState<"keep" | "aside">("keep");
  const [letGo, setLetGo] = useState(false);
  const [hide, setHide] = useState(false);
  const along = useAlong(board, person.person);
  const who = <UserText>{name}</UserText>;
  const { run: remove, busy } = useOnce(async () => {
    const said = note.trim() === "" ? null : note.trim();
    const keepWork = work === "keep";
    const rest = { letGo: !keepWork && letGo, hideLetIn: !keepWork && hide };
    await act({ type: "removePerson", board, person: person.person, reason, note: said, keepWork, ...rest }, () => {
      announcements.tell(t`${name} is removed from the board.`);
      onClose();
      onRemoved(person.person);
    });
  });
  return (
    <>
      <Effects />
      <RemoveWhy reason={reason} onReason={setReason} note={note} onNote={setNote} />
      <Choice
        label={t`What they have done so far`}
        value={work}
        onChange={setWork}
        options={[
          { id: "keep", text: t`Keep it`, help: t`All of it that has reached this computer goes on counting.` },
          { id: "aside", text: t`Set it aside too`, help: t`It leaves the board, but for what a coordinator had let in. A coordinator can let things in again, one by one.` },
        ]}
      />
      {work === "aside" && <RemoveAlong along={along} name={name} letGo={letGo} onLetGo={setLetGo} hide={hide} onHide={setHide} />}
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="danger" isDisabled={busy} onPress={remove}><span><Trans>Remove {who}</Trans></span></Button>
      </DialogButtons>
    </>
  );
}

function Effects() {
  return (
    <div className="@container"><div className="grid gap-4 @min-[40rem]:grid-cols-2">
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold"><Trans>What it does</Trans></h3>
        <ul className="flex list-disc flex-col gap-1 ps-5">
          <li><Trans>What they write from now on is set aside by everyone who has heard of it.</Trans></li>
          <li><Trans>New keys are made at once: what is written with them they cannot read.</Trans></li>
          <li><Trans>Everybody is told who removed them, and why.</Trans></li>
        </ul>
      </section>
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold"><Trans>What it cannot do</Trans></h3>
        <ul className="flex list-disc flex-col gap-1 ps-5">
          <li><Trans>They keep what they have already seen.</Trans></li>
          <li><Trans>Whoever has not heard of it yet still takes what they write. Their page shows who knows.</Trans></li>
        </ul>
      </section>
    </div></div>
  );
}
