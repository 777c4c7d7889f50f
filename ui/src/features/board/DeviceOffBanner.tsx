// On every page of a board that this computer was taken off, while its person stays on it with other devices.

import { Trans, useLingui } from "@lingui/react/macro";
import { Unplug } from "lucide-react";

export function DeviceOffBanner() {
  const { t } = useLingui();
  return (
    <section
      aria-label={t`This computer was taken off`}
      data-testid="device-off"
      className="card flex shrink-0 items-start gap-3 border-b border-border bg-warn-tint px-4 py-3 text-warn"
    >
      <Unplug aria-hidden size="1.25rem" className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold">
          <Trans>This computer was taken off this board.</Trans>{" "}
          <Trans>You can read what was here; nothing new comes, and nothing that is written here counts.</Trans>
        </p>
        <p><Trans>You are on the board with your other devices.</Trans></p>
      </div>
    </section>
  );
}
