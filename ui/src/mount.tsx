// Puts the window's content on the page, over whichever backend it is given: first the door, where that is closed.

import { I18nProvider } from "@lingui/react";
import { type ReactElement, type ReactNode, StrictMode } from "react";
import { I18nProvider as AriaI18nProvider } from "react-aria-components";
import { createRoot } from "react-dom/client";

import type { Backend } from "./backend/backend";
import { i18n } from "./i18n";
import { type Core, CoreProvider, makeCore, rowsOf } from "./state/core";
import { App } from "./views/App";
import { Asking } from "./views/Asking";
import { Boundary } from "./views/Boundary";
import { Entry, Waiting } from "./views/Entry";

/** Something may be asked of the person elsewhere, such as the keyring's password; who waits longer than this is told. */
const UNTOLD_MS = 1500;

export async function mount(root: HTMLElement, backend: Backend): Promise<void> {
  const page = createRoot(root);
  const late = setTimeout(() => page.render(around(<Waiting />)), UNTOLD_MS);
  try {
    const state = await backend.startState();
    clearTimeout(late);
    if (state.type === "asks") {
      const { name, device } = await new Promise<{ name: string; device: boolean }>((open) => {
        page.render(around(<Entry entrance={backend} state={state} onOpen={(typed, other) => open({ name: typed, device: other })} />));
      });
      if (device) location.hash = "/device";
      // A name that is not taken is asked for again.
      if (name !== "") await backend.dispatch({ type: "setName", name }).catch(() => {});
    }
    const core = makeCore(backend);
    const drafts = await backend.read({ type: "view", query: { type: "drafts" } });
    if (drafts.type === "view") core.drafts.load(rowsOf({ phase: "ready", ...drafts }, "draft"));
    page.render(content(core));
  } catch (error) {
    clearTimeout(late);
    page.unmount();
    throw error;
  }
}

/** All of the page; tests put it into a page of their own. */
export function content(core: Core): ReactElement {
  return around(<CoreProvider core={core}><Boundary><App /><Asking /></Boundary></CoreProvider>);
}

/** What every page stands in. */
export function around(page: ReactNode): ReactElement {
  return (
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <AriaI18nProvider locale={i18n.locale}>{page}</AriaI18nProvider>
      </I18nProvider>
    </StrictMode>
  );
}
