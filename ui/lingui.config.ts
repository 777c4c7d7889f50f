import { defineConfig } from "@lingui/cli";
import { formatter } from "@lingui/format-po";

// What comes after the first picture (views/places.ts) brings its words later too: they are no part of what is read at the start.
export const LATER_FEATURES: readonly string[] = ["aside", "board", "carrying", "devices", "firstRun", "importing", "items", "join", "network", "people", "reports", "safety", "settings", "share"];
export const LATER_WORDS: readonly string[] = ["attachments", "names", "network", "trust", "undone"];
const LATER = [...LATER_FEATURES.map((feature) => `<rootDir>/src/features/${feature}/**`), ...LATER_WORDS.map((words) => `<rootDir>/src/words/${words}.ts`)];

export default defineConfig({
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [
    { path: "<rootDir>/src/locales/{locale}", include: ["src"], exclude: LATER },
    { path: "<rootDir>/src/locales/later/{locale}", include: LATER },
  ],
  format: formatter({ lineNumbers: false }),
});
