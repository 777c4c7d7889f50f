// The tiers of the UI: components → features → views, no feature knows another, and Tauri is known in one folder.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith("bindings/"));

/** What a source imports, as paths below src or as package names. */
function imports(path: string): string[] {
  const text = readFileSync(`src/${path}`, "utf8");
  return [...text.matchAll(/(?:from |import |import\()"([^"]+)"/g)].map((match) => {
    const wanted = match[1] ?? "";
    return wanted.startsWith(".") ? join(dirname(path), wanted) : wanted;
  });
}

const feature = (path: string) => /^features\/(\w+)\//.exec(path)?.[1];

function allowed(path: string, wanted: string): boolean {
  if (wanted.startsWith("@tauri-apps/")) return path.startsWith("backend/");
  if (feature(wanted) !== undefined && feature(path) !== undefined) return feature(wanted) === feature(path);
  const below = ["components/", "state/", "words/", "backend/"].some((folder) => path.startsWith(folder));
  if (below) return !wanted.startsWith("features/") && !wanted.startsWith("views/");
  return !(wanted.startsWith("views/") && path.startsWith("features/"));
}

test("every import follows the tiers", () => {
  expect(SOURCES.length).toBeGreaterThan(60);
  const wrong = SOURCES.flatMap((path) => imports(path).filter((wanted) => !allowed(path, wanted)).map((wanted) => `${path} → ${wanted}`));
  expect(wrong).toEqual([]);
});

test("no markup is made from data", () => {
  const makes = SOURCES.filter((path) => /innerHTML|outerHTML|insertAdjacentHTML/i.test(readFileSync(`src/${path}`, "utf8")));
  expect(makes).toEqual([]);
});

test("only logical sides, so that a page can be read from right to left", () => {
  const physical = /(?:^|[\s"'`:])-?(?:[mp][lr]|left|right|border-[lr]|rounded-[lr]|text-left|text-right)-?(?:\d|auto|px|\[|[\s"'`])/;
  const classes = (path: string) => [...readFileSync(`src/${path}`, "utf8").matchAll(/className=(?:"([^"]*)"|\{`([^`]*)`\})/g)];
  const wrong = SOURCES.flatMap((path) => classes(path).filter((match) => physical.test(` ${match[1] ?? match[2] ?? ""} `)).map((match) => `${path}: ${match[0]}`));
  expect(wrong).toEqual([]);
});
