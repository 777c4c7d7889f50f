// How components reach the core: the backend by context, views by hook, intents by `useAct`.

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from "react";

import type { Backend } from "../backend/backend";
import type { Intent, Outcome, Query, RowData } from "../bindings";
import { Announcements } from "./announcements";
import { Asking, type Question } from "./asking";
import { DraftKeeper } from "./drafts";
import { asAppError } from "./failure";
import { OpenHere } from "./openHere";
import { type ViewContent, ViewStore } from "./viewStore";

export interface Core {
  readonly backend: Backend;
  readonly announcements: Announcements;
  readonly asking: Asking;
  readonly drafts: DraftKeeper;
  readonly open: OpenHere;
  readonly views: Map<string, ViewStore>;
}

const CoreContext = createContext<Core | null>(null);

export function makeCore(backend: Backend): Core {
  const announcements = new Announcements();
  const asking = new Asking();
  const told: Backend = {
    ...backend,
    dispatch: async (intent) => {
      const run = () => backend.dispatch(intent);
      // A new device has a field of its own for the words.
      const outcome = intent.type === "acceptDevice" ? await run() : await asking.through(run, (question, typed) => backend.dispatch(withProof(intent, question, typed)));
      // An offered Undo is about the newest step; with this one it is about another.
      if (outcome.type !== "done" || outcome.undoable) announcements.withdrawUndo();
      return outcome;
    },
    recoveryWords: () => asking.through(() => backend.recoveryWords(null), (_, typed) => backend.recoveryWords(typed)),
  };
  return { backend: told, announcements, asking, drafts: new DraftKeeper(backend), open: new OpenHere(backend.dispatch), views: new Map() };
}

function withProof(intent: Intent, question: Question, typed: string): Intent {
  return question === "words" ? { type: "withWords", words: typed, intent } : { type: "withPassphrase", passphrase: typed, intent };
}

export function CoreProvider({ core, children }: { core: Core; children: ReactNode }) {
  return <CoreContext value={core}>{children}</CoreContext>;
}

export function useCore(): Core {
  const core = useContext(CoreContext);
  if (core === null) throw new Error("no core around this component");
  return core;
}

/** The view's store; the same one for the same query. */
export function useViewStore(query: Query): ViewStore {
  const { backend, views } = useCore();
  const key = JSON.stringify(query);
  return useMemo(() => {
    const known = views.get(key);
    if (known !== undefined) return known;
    const store = new ViewStore(backend, JSON.parse(key) as Query);
    views.set(key, store);
    return store;
  }, [backend, views, key]);
}

/** The view's rows, kept true while the component is shown. */
export function useView(query: Query): ViewContent {
  const store = useViewStore(query);
  return useSyncExternalStore(store.subscribe, store.content);
}

/** What is kept under a key, as it changes. */
export function useDraft(key: string): string | undefined {
  const { drafts } = useCore();
  return useSyncExternalStore(drafts.subscribe, () => drafts.get(key));
}

type Typed<T extends RowData["type"]> = Extract<RowData, { type: T }>;

/** The rows of one type, with their keys. */
export function rowsOf<T extends RowData["type"]>(content: ViewContent, type: T): readonly Typed<T>[] {
  return content.rows.flatMap((row) => (row.data.type === type ? [row.data as Typed<T>] : []));
}

/** The single row of a view that has one. */
export function useOne<T extends RowData["type"]>(query: Query, type: T): Typed<T> | undefined {
  return rowsOf(useView(query), type)[0];
}

/** Does an intent; a refusal is shown to the person and resolves with `null`. */
export function useAct(): (intent: Intent, done?: (outcome: Outcome) => void) => Promise<Outcome | null> {
  const { backend, announcements } = useCore();
  return async (intent, done) => {
    try {
      const outcome = await backend.dispatch(intent);
      done?.(outcome);
      return outcome;
    } catch (error) {
      announcements.refuse(asAppError(error));
      return null;
    }
  };
}
