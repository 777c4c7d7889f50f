// A page that stands alone in the window, before there is a way around.

import { type ReactNode, useEffect, useRef } from "react";

interface AloneProps {
  readonly title: string;
  /** Whether the heading takes the focus; not where a field does. */
  readonly focus?: boolean;
  readonly children: ReactNode;
}

export function Alone({ title, focus = true, children }: AloneProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = "Manyhands";
    if (focus) heading.current?.focus();
  }, [focus]);
  return (
    <div className="@container/app h-full">
      <div className="scroller h-full">
        <main className="mx-auto flex min-h-full w-full max-w-lg flex-col justify-center gap-6 px-6 py-12">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold">{title}</h1>
          {children}
        </main>
      </div>
    </div>
  );
}
