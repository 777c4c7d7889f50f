// Copies a text, and says whether it worked.

import { useLingui } from "@lingui/react/macro";

import { useCore } from "./core";

export function useCopy(): (text: string) => void {
  const { t } = useLingui();
  const { backend, announcements } = useCore();
  return (text) => {
    backend.copyText(text).then(
      () => announcements.tell(t`Copied`),
      () => announcements.tell(t`Copying did not work here. Mark the text and copy it by hand.`),
    );
  };
}
