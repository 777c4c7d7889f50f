// One matter of the settings: what it is called, how it stands, and what can be done about it.

import type { ReactNode } from "react";

interface FactProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons. */
  readonly actions?: ReactNode;
  readonly testId?: string;
}

export function Fact({ title, children, actions, testId }: FactProps) {
  return (
    <div data-testid={testId} className="card flex flex-col gap-3 rounded-md border border-border bg-surface p-4">
      <h3 className="font-semibold">{title}</h3>
      <div className="flex flex-col gap-2">{children}</div>
      {actions !== undefined && <div className="flex flex-wrap gap-3 empty:hidden">{actions}</div>}
    </div>
  );
}
