// Who is to be steward: chosen among the people of the board. Holds at once where there is one steward; else it is proposed.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError, BoardView, StewardsView } from "../../bindings";
import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { Note } from "../../components/Page";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";
import { errorWords } from "../../words/errors";
import { PeopleChoice } from "./PeopleChoice";

interface StewardsDialogProps {
  readonly head: BoardView;
  readonly stewardship: StewardsView;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function StewardsDialog({ isOpen, ...rest }: StewardsDialogProps) {
  const { t } = useLingui();
  return (
    <Dialog title={t`Who shall be steward?`} isOpen={isOpen} onClose={rest.onClose}>
      {isOpen && <Form {...rest} />}
    </Dialog>
  );
}

function Form({ head, stewardship, onClose }: Omit<StewardsDialogProps, "isOpen">) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const now = stewardship.people.map((line) => line.person);
  const [chosen, setChosen] = useState<readonly string[]>(now);
  const [none, setNone] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const alone = now.length === 1;
  const withoutMe = stewardship.people.some((line) => line.me && !chosen.includes(line.person));
  const same = chosen.length === now.length && now.every((person) => chosen.includes(person));
  const choose = (people: string[]) => {
    setNone(false);
    setError(null);
    // Who is steward now stays before who comes.
    setChosen([...now.filter((person) => people.includes(person)), ...people.filter((person) => !now.includes(person))]);
  };
  const { run: propose, busy } = useOnce(async () => {
    if (chosen.length === 0) return setNone(true);
    try {
      await backend.dispatch({ type: "proposeStewards", board: head.board, people: [...chosen] });
      announcements.tell(alone ? t`The stewards are changed.` : t`Proposed. The other stewards find it here.`);
      onClose();
    } catch (reason) {
      setError(asAppError(reason));
    }
    return undefined;
  });
  const more = Math.floor(chosen.length / 2) + 1;
  const refusal = error === null ? null : i18n._(errorWords(error));
  return (
    <>
      <p><Trans>Stewards can make and remove coordinators. Choose people whom you have met, and better three than two: more than half of them must agree to change anything.</Trans></p>
      <PeopleChoice board={head.board} label={t`Stewards`} chosen={chosen} onChange={choose} />
      <div aria-live="polite" className="flex flex-col gap-2">
        {chosen.length > 1 && <p className="text-sm text-text-2"><Plural value={more} one="After that # of them must agree to change the stewards." other="After that # of them must agree to change the stewards." /></p>}
        {chosen.length === 2 && <p className="text-sm text-text-2"><Trans>With two, both must agree: if one is lost for good, only a recovery key helps.</Trans></p>}
        {withoutMe && <Note><p><Trans>You would be no steward any more, but a coordinator. You cannot take this back yourself.</Trans></p></Note>}
        {none && <p className="text-danger"><Trans>Choose at least one person.</Trans></p>}
      </div>
      {refusal !== null && <Note tone="danger"><p role="alert">{refusal}</p></Note>}
      <DialogButtons>
        <Button onPress={onClose}><Trans>Cancel</Trans></Button>
        <Button weight="primary" isDisabled={busy || same} onPress={propose}>{alone ? <Trans>Change the stewards</Trans> : <Trans>Propose it</Trans>}</Button>
      </DialogButtons>
    </>
  );
}
