// The size goals of the window's code, held by the build itself: it fails where one is missed.

import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

import { LATER_FEATURES, LATER_WORDS } from "../lingui.config";

/** In kB of 1,000 bytes, zipped: the goals of docs and ui.md, "Measurable goals". */
const GOALS = { initial: 180, lazy: 110 };

interface Chunk {
  readonly fileName: string;
  readonly code: string;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly moduleIds: readonly string[];
}

const zipped = (chunks: readonly Chunk[]) => chunks.reduce((sum, { code }) => sum + gzipSync(code).length / 1000, 0);

/** What the first picture waits for: the entry, and all that it imports at once. */
export function initial(chunks: readonly Chunk[]): Chunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set(chunks.filter((chunk) => chunk.isEntry));
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const wanted = byName.get(name);
      if (wanted !== undefined) found.add(wanted);
    }
  }
  return [...found];
}

export function sizeGoals(): Plugin {
  return {
    name: "size-goals",
    apply: "build",
    writeBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((part) => part.type === "chunk");
      const first = initial(chunks);
      const rest = chunks.filter((chunk) => !first.includes(chunk));
      const [largest = 0] = rest.map((chunk) => zipped([chunk])).toSorted((one, other) => other - one);
      const now = zipped(first);
      // What comes with the first picture has its words there.
      const LATER = [...LATER_FEATURES.map((one) => `/src/features/${one}/`), ...LATER_WORDS.map((one) => `/src/words/${one}.ts`)];
      const early = first.flatMap((chunk) => chunk.moduleIds).filter((id) => LATER.some((one) => id.includes(one)));
      if (early.length > 0) this.error(`Part of the first picture, and without its words there (lingui.config.ts): ${early.join(", ")}`);
      this.info(`initial JS ${now.toFixed(1)} kB zipped, goal ${GOALS.initial}; ${rest.length} later, the largest ${largest.toFixed(1)}, goal ${GOALS.lazy}`);
      if (now > GOALS.initial || largest > GOALS.lazy) this.error("The window's code is larger than its goal.");
    },
  };
}
