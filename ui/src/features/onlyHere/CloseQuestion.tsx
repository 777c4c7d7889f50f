// The question before the window closes, where something for others is only here. Asked once for the same.

import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

import { Button } from "../../components/Button";
import { Dialog, DialogButtons } from "../../components/Dialog";
import { useCore, useOne } from "../../state/core";
import { OnlyHereList } from "./OnlyHereList";

export function CloseQuestion() {
  const { backend } = useCore();
  const [asked, setAsked] = useState(false);
  useEffect(() => backend.onCloseAsked(() => setAsked(true)), [backend]);
  if (!asked) return null;
  return <Question onStay={() => setAsked(false)} />;
}

function Question({ onStay }: { onStay: () => void }) {
  const { t } = useLingui();
  const { backend } = useCore();
  const view = useOne({ type: "onlyHere" }, "onlyHere");
  const known = view !== undefined;
  // Until it is on the screen, the shell waits no longer than a moment.
  useEffect(() => {
    if (known) void backend.closingShown();
  }, [backend, known]);
  if (!known) return null;
  const answer = (close: boolean) => {
    onStay();
    void backend.closeWindow(close);
  };
  const anyway = () => {
    // It closes also where that cannot be noted: then it asks once more next time.
    void backend.dispatch({ type: "closeAnyway" }).catch(() => {}).then(() => answer(true));
  };
  return (
    <Dialog title={t`Close now? This is only on this computer`} isOpen onClose={() => answer(false)} stays>
      <OnlyHereList view={view} waiting />
      <p><Trans>Nothing is lost by closing. It goes to the others when you open Manyhands again and one of them is there.</Trans></p>
      <DialogButtons>
        <Button onPress={() => answer(false)}><Trans>Stay</Trans></Button>
        <Button weight="primary" onPress={anyway}><Trans>Close</Trans></Button>
      </DialogButtons>
    </Dialog>
  );
}
