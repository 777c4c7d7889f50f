// The words of the app: the status line claims no more than is known, and no banned word is on a screen.

import { setupI18n } from "@lingui/core";
import { expect, test } from "vitest";

import type { PersonHolding, SavedState, StatusView } from "../src/bindings";
import { messages as first } from "../src/locales/en.po";
import { messages as later } from "../src/locales/later/en.po";
import { holders, savedWords, statusWords } from "../src/words/status";

const messages = { ...first, ...later };
const i18n = setupI18n({ locale: "en", messages: { en: {} } });
const say = (saved: SavedState) => i18n._(savedWords(saved));

test("the count includes the reader, and one is nobody else", () => {
  expect(say({ on: 1, of: 1 })).toBe("Only on this device");
  expect(say({ on: 1, of: 5 })).toBe("Only on this device");
  expect(say({ on: 2, of: 2 })).toBe("On 2 of 2 people’s devices");
  expect(say({ on: 2, of: 5 })).toBe("On 2 of 5 people’s devices");
});

test("a failed write comes before everything else", () => {
  const status: StatusView = { saved: { on: 2, of: 2 }, people: [], network: { listening: true, connected: 1 }, notSaved: "diskFull" };
  expect(i18n._(statusWords(status).pill)).toBe("Not saved: the disk is full");
});

test("only who has stated everything is named", () => {
  const person = (name: string, me: boolean, holdsAll: boolean): PersonHolding =>
    ({ name, me, holdsAll, at: Date.UTC(2026, 10, 22, 10, 42), lacks: holdsAll ? 0 : 3, connected: false });
  const named = holders(i18n, [person("Alice", true, true), person("Bob", false, true), person("Carol", false, false)]);
  expect(named).toMatch(/^you, Bob \d\d:\d\d/);
  expect(named).not.toContain("Carol");
});

test("no banned word is on a screen", () => {
  const banned = /\b(sync(ed|ing)?|peers?|nodes?|merged?|conflicts?|replicat\w*|CRDT|invalid|error code|failed|oops|please|sorry|users?|items?)\b/i;
  // A compiled message is text, or a list with the text in it.
  const said = Object.values(messages as Record<string, unknown>).map((message) => JSON.stringify(message));
  expect(said.length).toBeGreaterThan(300);
  expect(said.filter((message) => banned.test(message))).toEqual([]);
});

test("what lets somebody in has one name on every screen: invite ticket", () => {
  // "Invite" alone is the act; the thing is never an invite, a ticket, a link or a code.
  const said = Object.values(messages as Record<string, unknown>).map((message) => JSON.stringify(message));
  const thing = /\b(an|the|this|that|one|each|another|your|by|of|for|from) invites?\b(?! tickets?)|\binvites\b|\binvite (for|to|link|code)\b|\binvitations?\b/i;
  const bare = /(?<!\binvite )\btickets?\b/i;
  expect(said.filter((message) => /\binvite tickets?\b/i.test(message)).length).toBeGreaterThan(25);
  expect(said.filter((message) => thing.test(message) || bare.test(message))).toEqual([]);
});
