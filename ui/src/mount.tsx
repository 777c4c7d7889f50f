// Puts the window's content on the page, over whichever backend it is given.

import { I18nProvider } from "@lingui/react";
import { type ReactElement, StrictMode } from "react";
import { I18nProvider as AriaI18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";

import type { Backend } from "./backend/backend";
import { i18n } from "./i18n";
import { type Core, CoreProvider, makeCore, rowsOf } from "./state/core";
import { App } from "./views/App";
import { Boundary } from "./views/Boundary";

export async function mount(root: HTMLElement, backend: Backend): Promise<void> {
  const core = makeCore(backend);
  const drafts = await backend.read({ type: "view", query: { type: "drafts" } });
  if (drafts.type === "view") core.drafts.load(rowsOf({ phase: "ready", ...drafts }, "draft"));
  createRoot(root).render(content(core));
}

/** All of the page; tests put it into a page of their own. */
export function content(core: Core): ReactElement {
  return (
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <AriaI18nProvider locale={i18n.locale}>
          <CoreProvider core={core}><Boundary><App /></Boundary></CoreProvider>
        </AriaI18nProvider>
      </I18nProvider>
    </StrictMode>
  );
}
