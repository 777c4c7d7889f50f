// React Aria brings its own few sentences in 34 languages. A window speaks the languages of our catalogues only, so the
// others are left out; React Aria skips languages that are empty and falls back to English.

import { readdirSync } from "node:fs";
import type { Plugin } from "vite";

const INTL = /\/react-(?:aria|stately|aria-components)\/.*\/intl\/.*\/([a-z]{2})-[A-Z]{2}\.m?js$/;

export function ownLocalesOnly(): Plugin {
  const own = new Set(readdirSync("src/locales").filter((file) => file.endsWith(".po")).map((file) => file.slice(0, 2)));
  return {
    name: "own-locales-only",
    enforce: "pre",
    load(id) {
      const language = INTL.exec(id.replaceAll("\\", "/"))?.[1];
      return language === undefined || own.has(language) ? null : "export default undefined;";
    },
  };
}
