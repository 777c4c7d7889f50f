// What just happened, over the lower edge of the page and in the live region; with Undo where it can be undone. Nothing
// moves for it: dialogs and lists leave that edge free (styles/base.css).

import { useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";

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

  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What the keys are on is not under it; what a pointer is on stays where it is.
    const focused = document.activeElement;
    if (id === undefined || focused === null || !focused.matches("[data-focus-visible]")) return;
    const told = strip.current?.getBoundingClientRect();
    if (told !== undefined && focused.getBoundingClientRect().bottom > told.top) focused.scrollIntoView?.({ block: "nearest" });
  }, [id]);

  const text = current === null ? "" : current.error === null ? current.text : i18n._(errorWords(current.error));
  const undo = current?.undo ?? null;
  const action = current?.action ?? null;
  const look = isError ? "border-danger text-danger" : "border-border-strong";
  return (
    <div
      ref={strip}
      aria-live={isError ? "assertive" : "polite"}
      data-react-aria-top-layer="true"
      className="pointer-events-none fixed inset-x-0 bottom-0 z-30 flex justify-center p-2"
    >
      {current !== null && (
        <div
          data-testid="announcement"
          className={`fade pointer-events-auto flex max-w-3xl items-center gap-3 rounded-lg border-[1.5px] bg-surface py-1 ps-4 pe-1 shadow-pop ${look}`}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <p>{text}</p>
          {undo !== null && (
            <Button onPress={() => { close(); undo(); }}>{t`Undo`}</Button>
          )}
          {action !== null && <Button onPress={() => { close(); action.run(); }}>{action.words}</Button>}
          <IconButton icon={X} label={t`Close this message`} onPress={close} />
        </div>
      )}
    </div>
  );
}
