// "There is a problem": takes the focus and leads to each field. The same words stand at the fields.

import { Plural, Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

export interface FormProblem {
  /** The value of data-field around the control; `null` where it is about the whole. */
  readonly field: string | null;
  readonly label: string | null;
  readonly text: string;
}

export function ErrorSummary({ problems }: { problems: readonly FormProblem[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [only, ...others] = problems;
  useEffect(() => {
    if (only === undefined) return;
    // A single field says it itself; several are listed first.
    if (others.length === 0 && only.field !== null) lead(box.current, only.field);
    else box.current?.focus();
    // Once for each list, not while it gets shorter.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [problems]);
  if (only === undefined) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="card flex flex-col gap-1 rounded-md bg-danger-tint p-3 text-danger">
      <p className="font-semibold"><Plural value={problems.length} one="There is a problem" other="There are # problems" /></p>
      {problems.map(({ field, label, text }) => field === null ? (
        <p key={text}>{text}</p>
      ) : (
        <button key={field} type="button" onClick={() => lead(box.current, field)} className="min-h-6 py-0.5 text-start underline">
          {label === null ? text : <Trans>{label}: {text}</Trans>}
        </button>
      ))}
    </div>
  );
}

function lead(box: HTMLElement | null, field: string): void {
  const scope = box?.parentElement ?? document;
  scope.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, textarea, button)`)?.focus();
}
