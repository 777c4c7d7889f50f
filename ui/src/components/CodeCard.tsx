// A text for another device: as QR code, to copy, or as a file.

import { Trans, useLingui } from "@lingui/react/macro";
import { Copy, FileDown } from "lucide-react";
import type { ReactNode } from "react";

import { useCopy } from "../state/copy";
import { useCore } from "../state/core";
import { asAppError } from "../state/failure";
import { Button } from "./Button";
import { Qr } from "./Qr";

interface CodeCardProps {
  readonly label: string;
  readonly text: string;
  /** Whether a QR code can hold it. */
  readonly asQr: boolean;
  /** Set where it can go as a file. */
  readonly fileName?: string;
  readonly testId?: string;
  readonly children?: ReactNode;
}

export function CodeCard({ label, text, asQr, fileName, testId, children }: CodeCardProps) {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  const copy = useCopy();
  const save = () => {
    if (fileName === undefined) return;
    backend.saveExport(fileName, text).then(
      (saved) => saved && announcements.tell(t`The file is saved`),
      (reason: unknown) => announcements.refuse(asAppError(reason)),
    );
  };
  return (
    <section className="card flex flex-col gap-4 rounded-lg border border-border bg-surface p-4" aria-label={label}>
      <div className="flex flex-wrap gap-6">
        {asQr && <Qr text={text.toUpperCase()} label={t`QR code: ${label}`} />}
        <div className="flex min-w-56 flex-1 flex-col gap-3">
          {children}
          <label className="flex flex-col gap-1 text-sm font-semibold">
            {label}
            <textarea
              readOnly dir="ltr" rows={4} value={text} data-testid={testId}
              onFocus={(event) => event.currentTarget.select()}
              className="control w-full py-2 font-normal tracking-wide break-all [font-variant-ligatures:none]"
            />
          </label>
          <div className="flex flex-wrap gap-3">
            <Button icon={Copy} onPress={() => copy(text)}><Trans>Copy the text</Trans></Button>
            {fileName !== undefined && <Button icon={FileDown} onPress={save}><Trans>Save as a file</Trans></Button>}
          </div>
        </div>
      </div>
    </section>
  );
}
