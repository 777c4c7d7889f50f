// Every pair of tokens that stands on a screen is readable (ui.md, "Visual language").

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");

function tokens(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(selector)).split("}")[0] ?? "";
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["bg", "surface", "surface-2"];
const CHIPS = ["need", "offer", "shift", "warn", "danger"];

test.each([":root {", ':root[data-theme="dark"]', ':root[data-theme="contrast"]'])("%s", (selector) => {
  const colour = tokens(selector);
  const between = (one: string, other: string) => ratio(colour.get(one) ?? "#000000", colour.get(other) ?? "#000000");
  for (const ground of GROUNDS) {
    expect(between("text", ground), `text on ${ground}`).toBeGreaterThanOrEqual(7);
    expect(between("text-2", ground), `text-2 on ${ground}`).toBeGreaterThanOrEqual(7);
    expect(between("border-strong", ground), `controls on ${ground}`).toBeGreaterThanOrEqual(3);
    expect(between("focus", ground), `focus on ${ground}`).toBeGreaterThanOrEqual(3);
    expect(between("danger", ground), `danger on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
  for (const chip of CHIPS) expect(between(chip, `${chip}-tint`), chip).toBeGreaterThanOrEqual(4.5);
  expect(between("on-primary", "primary"), "button").toBeGreaterThanOrEqual(4.5);
  expect(between("text", "primary-tint"), "chosen").toBeGreaterThanOrEqual(7);
});
