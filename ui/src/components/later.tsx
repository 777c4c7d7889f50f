// A part of the window whose code comes after the first picture. Once it is there it is drawn at once, without a
// moment of emptiness; `React.lazy` would wait a turn even then.

import { type ComponentType, Suspense, use, useState } from "react";

export type Later<P> = ComponentType<P> & {
  /** Brings the code; asked again after a failure. */
  readonly fetch: () => Promise<unknown>;
};

export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  let there: ComponentType<P> | null = null;
  let coming: Promise<ComponentType<P>> | null = null;
  const fetch = () => {
    coming ??= load().then(
      (component) => (there = component),
      (error: unknown) => {
        coming = null;
        throw error;
      },
    );
    return coming;
  };
  function Waiting(props: P) {
    const Content = use(fetch());
    return <Content {...props} />;
  }
  function Part(props: P) {
    // Decided once for each time it is shown: another tree later on would begin anew and lose what was typed.
    const [Content] = useState(() => there);
    if (Content !== null) return <Content {...props} />;
    return <Suspense fallback={null}><Waiting {...props} /></Suspense>;
  }
  return Object.assign(Part, { fetch });
}
