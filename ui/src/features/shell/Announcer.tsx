// What just happened, in a corner and in the live region; with Undo where it can be undone.

import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { Button, IconButton } from "../../components/Button";
import { useCore } from "../../state/core";
import { errorWords } from "../../words/errors";

const SHOWN_MS = 10_000;

export function Announcer() {
  const { t, i18n } = useLingui();
  const { announcements } = useCore();
  const current = useSyncExternalStore(announcements.subscribe, announcements.current);
  const [held, setHeld] = useState(false);
  const id = current?.id;
  const isError = current?.error != null;
  const [seen, setSeen] = useState(id);
  if (seen !== id) {
    // Another message: whoever held the one before is not on it.
    setSeen(id);
    setHeld(false);
  }
  const close = () => {
    announcements.dismiss();
    // The focused button goes with the message, so the focus must have somewhere to be.
    document.getElementById("main")?.focus();
  };

  useEffect(() => {
    // A refusal stays until it is closed; the rest goes by itself unless somebody is on it.
    if (id === undefined || held || isError) return;
    const timer = setTimeout(() => announcements.dismiss(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, held, isError, announcements]);

  const text = current === null ? "" : current.error === null ? current.text : i18n._(errorWords(current.error));
  const undo = current?.undo ?? null;
  const look = isError ? "border-danger text-danger" : "border-border-strong";
  return (
    <div aria-live={isError ? "assertive" : "polite"} className="pointer-events-none fixed inset-x-0 bottom-0 z-30 flex justify-center p-4">
      {current !== null && (
        <div
          data-testid="announcement"
          className={`fade pointer-events-auto flex max-w-2xl items-center gap-3 rounded-lg border-[1.5px] bg-surface py-2 ps-4 pe-2 shadow-pop ${look}`}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <p>{text}</p>
          {undo !== null && (
            <Button onPress={() => { close(); undo(); }}>{t`Undo`}</Button>
          )}
          <IconButton icon={X} label={t`Close this message`} onPress={close} />
        </div>
      )}
    </div>
  );
}
