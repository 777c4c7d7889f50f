// A copy of the whole board as a file that other programs can read.

import { useLingui } from "@lingui/react/macro";

import type { ExportFormat } from "../bindings";
import { useCore } from "./core";
import { asAppError } from "./failure";

/** Saves it where the person says; resolves with whether it is saved. A refusal is shown. */
export function useSaveCopy(board: string): (format: ExportFormat) => Promise<boolean> {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  return async (format) => {
    try {
      const answer = await backend.read({ type: "export", board, format, kinds: [] });
      if (answer.type !== "export" || !(await backend.saveExport(answer.fileName, answer.text))) return false;
      announcements.tell(t`The file is saved`);
      return true;
    } catch (error) {
      announcements.refuse(asAppError(error));
      return false;
    }
  };
}
