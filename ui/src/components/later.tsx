// A part of the window whose code comes after the first picture. Once it is there it is drawn at once, without a
// moment of emptiness; `React.lazy` would wait a turn even then.

import { type ComponentType, Suspense, use, useState } from "react";

import { laterWords } from "../i18n";

export type Later<P> = ComponentType<P> & {
  /** Brings the code; asked again after a failure. */
  readonly fetch: () => Promise<unknown>;
};

export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let there: ComponentType<P> | null = null;
  let coming: Promise<ComponentType<P>> | null = null;
  const fetch = () => {
    coming ??= Promise.all([load(), laterWords()]).then(
      ([component]) => (there = component),
      (error: unknown) => {
        coming = null;
        throw error;
      },
    );
    return coming;
  };
  function Waiting({ code, props }: { readonly code: Promise<ComponentType<P>>; readonly props: P }) {
    const Content = use(code);
    return <Content {...props} />;
  }
  function Part(props: P) {
    // Decided once for each time it is shown: another tree later on would begin anew and lose what was typed, and code
    // that is asked for anew after each failure would never be a failure that the page around hears of.
    const [content] = useState(() => there ?? fetch());
    if (!(content instanceof Promise)) {
      const Content = content;
      return <Content {...props} />;
    }
    return <Suspense fallback={null}><Waiting code={content} props={props} /></Suspense>;
  }
  return Object.assign(Part, { fetch });
}
