// The frame of a page's content: one h1, its buttons, and the states in which there is nothing to list.

import { createContext, type ReactNode, use, useEffect } from "react";
import { createPortal } from "react-dom";

/** Where a bar around the page has room for its title and its buttons; without one they stand above the content. */
export const HeaderSlot = createContext<HTMLElement | null>(null);

interface PageProps {
  /** Also the window's title, before the board's name. */
  readonly title: string;
  readonly context?: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The window's title; `null` leaves it to what stands beside. */
export function useTitle(title: string | null, context?: string): void {
  useEffect(() => {
    if (title !== null) document.title = context === undefined ? `${title} – Manyhands` : `${title} – ${context} – Manyhands`;
  }, [title, context]);
}

export function Page({ title, context, actions, children }: PageProps) {
  useTitle(title, context);
  const slot = use(HeaderSlot);
  const head = (
    <>
      {/* Between a phone and a desk the open section stands beside it anyway, and the buttons need the room. */}
      <h1 className="me-auto text-xl font-semibold @min-[56.25rem]/app:@max-[64rem]/app:in-data-slot:sr-only">{title}</h1>
      <div className="flex flex-wrap items-center gap-2 empty:hidden">{actions}</div>
    </>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {slot === null ? (
        <header className="flex min-h-15 flex-wrap items-center gap-3 border-b border-border px-4 py-2">{head}</header>
      ) : createPortal(head, slot)}
      {children}
    </div>
  );
}

/** A single column of readable width; of all the width where it holds a table. */
export function Column({ children, reads = false, wide = false }: { children: ReactNode; reads?: boolean; wide?: boolean }) {
  return (
    // What is only read has nothing else that takes the focus; the keys must scroll it all the same.
    <div {...(reads ? { tabIndex: 0 } : {})} className="scroller min-h-0 flex-1">
      <div className={`flex w-full flex-col gap-6 px-4 py-6 ${wide ? "" : "max-w-2xl"}`}>{children}</div>
    </div>
  );
}

/** One sentence and what can be done about it. */
export function Empty({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-4 rounded-lg border border-border bg-surface p-6">
      <p>{text}</p>
      <div className="flex flex-wrap gap-3 empty:hidden">{children}</div>
    </div>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** Something that wants attention, in place. */
export function Note({ tone = "warn", children }: { tone?: "warn" | "danger" | "calm"; children: ReactNode }) {
  const look = { warn: "bg-warn-tint text-warn", danger: "bg-danger-tint text-danger", calm: "bg-surface-2 text-text-2" };
  return <div className={`card flex flex-col gap-2 rounded-md p-3 ${look[tone]}`}>{children}</div>;
}
