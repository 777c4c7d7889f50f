// A defect while drawing must not leave an empty window: says so, and what to do. Nothing saved is lost by it.

import { Trans } from "@lingui/react/macro";
import { Component, type ReactNode } from "react";

interface BoundaryState {
  readonly broken: boolean;
}

export class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { broken: false };

  static getDerivedStateFromError(): BoundaryState {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="mx-auto flex max-w-lg flex-col gap-4 px-6 py-12">
        <h1 className="text-xl font-semibold"><Trans>This page cannot be shown</Trans></h1>
        <p role="alert">
          <Trans>Something in Manyhands went wrong. What you saved is on this computer. Close the window and open Manyhands again.</Trans>
        </p>
      </main>
    );
  }
}
