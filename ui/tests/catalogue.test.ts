// The catalogue is complete, and each code that the core may send has words of its own.

import { readdirSync, readFileSync } from "node:fs";

import { transformSync } from "@babel/core";
import { setupI18n } from "@lingui/core";
import { expect, test } from "vitest";

import type { ErrorCode } from "../src/bindings";
import { LATER_FEATURES, LATER_WORDS } from "../lingui.config";
import { messages } from "../src/locales/en.po";
import { messages as later } from "../src/locales/later/en.po";
import { ERROR_WORDS, errorWords } from "../src/words/errors";

const i18n = setupI18n({ locale: "en", messages: { en: messages } });

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("bindings"))
    .map((path) => `${folder}/${path}`);
}

/** The ids that the macros make of a source's texts. */
function idsIn(path: string): string[] {
  const made = transformSync(readFileSync(path, "utf8"), {
    filename: path, babelrc: false, configFile: false,
    parserOpts: { plugins: ["typescript", "jsx"] },
    plugins: [["@lingui/babel-plugin-lingui-macro", { stripMessageField: true }]],
  })?.code ?? "";
  return [...made.matchAll(/\/\*i18n\*\/\s*\{\s*id: "([^"]+)"/g), ...made.matchAll(/<_Trans[^>]*? id=\{?"([^"]+)"/g), ...made.matchAll(/_Trans, \{\s*id: "([^"]+)"/g)]
    .map((match) => match[1] ?? "");
}

test("no text of the sources is missing in the catalogue (npm run i18n)", () => {
  const all = sources("src").flatMap((path) => idsIn(path).map((id) => ({ path, id })));
  expect(all.length).toBeGreaterThan(250);
  const comesLater = (path: string) => LATER_FEATURES.some((one) => path.startsWith(`src/features/${one}/`)) || LATER_WORDS.some((one) => path === `src/words/${one}.ts`);
  expect(all.filter(({ path, id }) => !(id in (comesLater(path) ? later : messages)))).toEqual([]);
});

/** The codes as the generated type has them. */
const CODES = [...readFileSync("src/bindings/ErrorCode.ts", "utf8").matchAll(/"(\w+)"/g)].map((match) => match[1] as ErrorCode);

test("each code has a sentence, and no two the same one", () => {
  expect(CODES.length).toBeGreaterThan(20);
  expect(Object.keys(ERROR_WORDS).toSorted()).toEqual(CODES.toSorted());
  const said = CODES.map((code) => i18n._(errorWords({ code, message: "", details: {} })));
  for (const sentence of said) expect(sentence).toMatch(/^[A-Z].*[.]$/);
  expect(new Set(said.filter((sentence) => !sentence.startsWith("You are on this board"))).size).toBeGreaterThanOrEqual(CODES.length - 1);
});

test("details make a sentence more exact", () => {
  const say = (code: ErrorCode, details: Record<string, string>) => i18n._(errorWords({ code, message: "", details }));
  expect(say("changedSince", { person: "Bob" })).toBe("Bob changed this after you. Nothing was undone.");
  expect(say("tooLarge", { limit: "33554432" })).toBe("This is larger than 32 MB. Split it and try again.");
  expect(say("badField", { why: "tooLong" })).toBe("This is too long. Shorten it.");
  expect(say("badField", { why: "of a newer core" })).toBe("This cannot be saved as it is. Check what you typed.");
});
