// What the window says is so, and stands where it stood: tickets that are over, numbers nobody knows, lines of a file,
// changes that wait, and the place of the status.

import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { readFileSync } from "node:fs";
import { afterEach, beforeAll, expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { ImportPreview, InvitationState, SavedState, ViewUpdate } from "../src/bindings";
import { ALL, onlySearched } from "../src/features/items/filter";
import { linesOf } from "../src/features/importing/lines";
import { i18n } from "../src/i18n";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { noticeWord } from "../src/words/names";
import { statusWords } from "../src/words/status";
import { dayAndHour, when } from "../src/words/time";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { rowsFor } from "./fixture/rows";

configure({ asyncUtilTimeout: 20_000 });
beforeAll(fetchPlaces, 120_000);
afterEach(cleanup);

function open(place: string, part: Partial<Backend> = {}, data = "full") {
  location.hash = place;
  const core = makeCore({ ...fixtureBackend(data, "light"), ...part });
  render(content(core));
  return { core };
}

test.each<[InvitationState, RegExp]>([["usedUp", /is used up/], ["expired", /has run out/], ["removed", /was removed/]])(
  "a ticket that is %s says so in place of its text, and a new one can be made", async (state, words) => {
    const fixture = fixtureBackend("full", "light");
    let feed: (update: ViewUpdate) => void = () => {};
    const subscribe: Backend["subscribe"] = (query, onUpdate) => {
      if (query.type === "invitations") feed = onUpdate;
      return fixture.subscribe(query, onUpdate);
    };
    let made = 0;
    const dispatch: Backend["dispatch"] = async (intent) => {
      if (intent.type !== "invite") return fixture.dispatch(intent);
      made += 1;
      return { type: "ticket", ticket: { text: `mh1new${made}`, link: `manyhands://join/mh1new${made}`, kind: "invite", uses: 1, expiresAt: null } };
    };
    open(`/board/${BOARD}/share`, { subscribe, dispatch });
    const [row] = rowsFor({ type: "invitations", board: BOARD }, "full", "light");
    if (row?.data.type !== "invitation") throw new Error("no ticket");
    const { data } = row;
    let seq = 0;
    const become = async (now: InvitationState) => {
      const live = now === "live";
      const ticket = { ...data, ticket: "new", state: now, text: live ? "mh1new1" : null, link: live ? "manyhands://join/mh1new1" : null };
      seq += 1;
      await act(async () => {
        feed({ type: "snapshot", seq, total: 1, rows: [{ key: "new", data: ticket }] });
        await new Promise((drawn) => requestAnimationFrame(drawn));
      });
    };
    fireEvent.click(await screen.findByRole("button", { name: "Make an invite ticket" }));
    expect((await screen.findByTestId<HTMLTextAreaElement>("ticket-text")).value).toBe("mh1new1");
    // Where it can be copied is in sight, and under the keys.
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Copy the text"));
    await become("live");
    expect(screen.getByTestId("ticket-text")).toBeTruthy();
    await become(state);
    const ended = within(await screen.findByTestId("ended-ticket"));
    expect(ended.getByRole("status").textContent).toMatch(words);
    expect(screen.queryByTestId("ticket-text")).toBeNull();
    expect(screen.queryByText(/Keep Manyhands open/)).toBeNull();
    fireEvent.click(ended.getByRole("button", { name: "Make another one" }));
    await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>("ticket-text").value).toBe("mh1new2"));
  },
);

test("who was let in is told so", async () => {
  const fixture = fixtureBackend("joining", "light");
  const subscribe: Backend["subscribe"] = async (query, onUpdate) => {
    if (query.type !== "joins") return fixture.subscribe(query, onUpdate);
    const rows = rowsFor(query, "joining", "light").map((row) => row.data.type !== "join" ? row : { ...row, data: { ...row.data, progress: { type: "done" as const } } });
    onUpdate({ type: "snapshot", seq: 0, total: 1, rows });
    return 1;
  };
  open("/join", { subscribe }, "joining");
  expect((await screen.findByText("You are in.")).getAttribute("role")).toBe("status");
  expect(screen.getByRole("button", { name: "Open the board" })).toBeTruthy();
});

test("a supply that nobody has counted has no number", async () => {
  const fixture = fixtureBackend("full", "light");
  const subscribe: Backend["subscribe"] = async (query, onUpdate) => {
    if (query.type !== "items") return fixture.subscribe(query, onUpdate);
    const rows = rowsFor(query, "full", "light").map((row) => row.data.type !== "item" ? row : { ...row, data: { ...row.data, onHand: null } });
    onUpdate({ type: "snapshot", seq: 0, total: rows.length, rows });
    return 1;
  };
  open(`/board/${BOARD}/supplies`, { subscribe });
  const [cell] = await screen.findAllByTestId(/^on-hand-/);
  expect(cell?.textContent).toBe("–not counted");
  expect(within(cell as HTMLElement).getByText("–").getAttribute("aria-hidden")).toBe("true");
});

const preview = (sample: string[][], problems: ImportPreview["problems"]): ImportPreview => ({
  name: "needs.csv", kind: "need", encoding: "UTF-8", new: 0, alreadyThere: 0, columns: [{ heading: "What", field: "title" }, { heading: "How many", field: "quantity" }],
  fields: [], sample, shown: [], unknownSites: 0, unknownSiteNames: [], problems,
});

test("rows of a list are counted as the file counts them, those that are left out too", () => {
  expect(linesOf(preview([["Soup", "1"], ["Bread", "x"], ["Milk", "2"]], [{ line: 3, why: "badField", field: "quantity" }]))).toEqual([2, 3, 4]);
  // Three empty lines stand before the row without a name.
  expect(linesOf(preview([["Soup", "1"], ["", "4"], ["Milk", "2"]], [{ line: 6, why: "noTitle", field: null }]))).toEqual([2, 6, 7]);
});

test("the table of a list and the sentence below name the same line", async () => {
  open(`/board/${BOARD}/import`);
  fireEvent.click(await screen.findByRole("button", { name: "Choose a file" }));
  const rows = within(await screen.findByRole("table")).getAllByRole("row").slice(1).map((row) => row.querySelector("td")?.textContent);
  expect(rows).toEqual(["2", "3", "7 Left out"]);
  expect(screen.getByTestId("import-summary").textContent).toContain("Left out: line 7.");
});

const said = (saved: SavedState, notSaved: string | null = null) =>
  i18n._(statusWords({ saved, people: [], network: { listening: true, connected: 0 }, notSaved }).pill);

test("after one new claim it is said that one change waits, not that all is here only", () => {
  expect(said({ on: 1, of: 3, waits: 1 })).toBe("1 change waits to be sent");
  expect(said({ on: 1, of: 2, waits: 3 })).toBe("3 changes wait to be sent");
  expect(said({ on: 1, of: 3 })).toBe("Only on this device");
  expect(said({ on: 2, of: 3 })).toBe("On 2 of 3 people’s devices");
  expect(said({ on: 1, of: 2, helpers: ["Library"] })).toBe("On this device, and on the helper Library");
  expect(said({ on: 1, of: 2, waits: 1 }, "diskFull")).toBe("Not saved: the disk is full");
});

test("of too many claims it is said which kind", () => {
  expect(i18n._(noticeWord("overClaimed", -4))).toMatch(/^More is claimed than is needed: 4 too many\./);
  for (const remaining of [null, 0, 3]) expect(i18n._(noticeWord("overClaimed", remaining))).toMatch(/^This is claimed more than once\./);
});

test("only words to look for: they are what is cleared", () => {
  expect(onlySearched({ ...ALL, text: "soup" })).toBe(true);
  expect(onlySearched(ALL)).toBe(false);
  expect(onlySearched({ ...ALL, text: "soup", mine: true })).toBe(false);
  expect(onlySearched({ ...ALL, waiting: "held" })).toBe(false);
});

test("hours are written in one way", () => {
  const at = new Date(2026, 10, 22, 18, 42).getTime();
  for (const text of [dayAndHour("en", at), when("en", at, at)]) {
    expect(text).toContain("18:42");
    expect(text).not.toMatch(/[AP]M/);
  }
});

test("what is no day is told together with how one is typed, and marks its field", async () => {
  open(`/board/${BOARD}/needs`);
  fireEvent.click(await screen.findByRole("button", { name: "Add need" }));
  const form = within(await screen.findByRole("dialog", { name: "Add a need" }));
  fireEvent.change(form.getByRole("textbox", { name: "Title" }), { target: { value: "Soup" } });
  const day = form.getByRole("textbox", { name: /^Needed by/ });
  const hint = form.getByText(/^Such as /).textContent ?? "";
  fireEvent.change(day, { target: { value: "soonish" } });
  fireEvent.click(form.getByRole("button", { name: "Add the need" }));
  await waitFor(() => expect(day.getAttribute("aria-invalid")).toBe("true"));
  expect(document.getElementById(day.getAttribute("aria-describedby")?.split(" ").at(-1) ?? "")?.textContent).toContain(hint);
});

test("F6 shows where it went", async () => {
  open(`/board/${BOARD}/needs`);
  await screen.findByRole("button", { name: "Add need" });
  // The test's browser lays nothing out: every region counts as shown.
  const parent = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "offsetParent");
  Object.defineProperty(HTMLElement.prototype, "offsetParent", { configurable: true, get: () => document.body });
  fireEvent.keyDown(document.body, { key: "F6" });
  if (parent !== undefined) Object.defineProperty(HTMLElement.prototype, "offsetParent", parent);
  const focused = document.activeElement as HTMLElement;
  expect(focused.closest("[data-region]")).not.toBeNull();
  expect(focused.dataset["walkedTo"]).toBe("");
  focused.blur();
  expect(focused.dataset["walkedTo"]).toBeUndefined();
});

test("the status has one place, there before it has anything to say; messages lie over the page", async () => {
  const fixture = fixtureBackend("trouble", "light");
  let tell: () => void = () => {};
  const subscribe: Backend["subscribe"] = async (query, onUpdate) => {
    if (query.type !== "status") return fixture.subscribe(query, onUpdate);
    tell = () => void fixture.subscribe(query, onUpdate);
    return 1;
  };
  const { core } = open(`/board/${BOARD}/needs`, { subscribe }, "trouble");
  await screen.findByRole("button", { name: "Add need" });
  const size = (element: Element | null | undefined) => element?.className.split(" ").filter((name) => /^(h|w|max-w|@.*w)-|shrink|:w-/.test(name));
  const before = size(document.querySelector("header > :last-child"));
  await act(async () => {
    tell();
    await new Promise((drawn) => requestAnimationFrame(drawn));
  });
  const pill = await screen.findByTestId("status");
  expect(size(pill)).toEqual(before);
  expect(before).toContain("h-11");
  expect(pill.textContent).toMatch(/^Offline · /);
  act(() => core.announcements.tell("Added."));
  expect((await screen.findByTestId("announcement")).parentElement?.className).toMatch(/\bfixed\b/);
});

test("a button that cannot be pressed is readable: no part of the window is faded out", () => {
  for (const file of ["components/Button.tsx", "components/DayCalendar.tsx"]) expect(readFileSync(`src/${file}`, "utf8")).not.toContain("data-disabled:opacity");
  // text-2 on surface-2 is checked in contrast.test.ts.
  expect(readFileSync("src/components/Button.tsx", "utf8")).toContain("data-disabled:bg-surface-2 data-disabled:text-text-2");
});
