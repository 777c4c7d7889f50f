// "There is a problem": takes the focus and leads to the field. The same words stand at the field.

import { Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

export interface FormProblem {
  /** The value of data-field around the control; `null` where it is about the whole. */
  readonly field: string | null;
  readonly label: string | null;
  readonly text: string;
}

export function ErrorSummary({ problem }: { problem: FormProblem | null }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem !== null) box.current?.focus();
  }, [problem]);
  if (problem === null) return null;
  const { field, label, text } = problem;
  const lead = () => {
    const scope = box.current?.parentElement ?? document;
    scope.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, textarea, button)`)?.focus();
  };
  return (
    <div ref={box} role="alert" tabIndex={-1} className="card flex flex-col gap-1 rounded-md bg-danger-tint p-3 text-danger">
      <p className="font-semibold"><Trans>There is a problem</Trans></p>
      {field === null ? (
        <p>{text}</p>
      ) : (
        <button type="button" onClick={lead} className="min-h-11 text-start underline">
          {label === null ? text : <Trans>{label}: {text}</Trans>}
        </button>
      )}
    </div>
  );
}
