// Alice walks through the screens: each has one heading, landmarks, a title, and nothing that axe objects to.

import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent } from "../src/bindings";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { fixtureBackend } from "./fixture/backend";

const BOARD = "/board/b0a2d";
const PLACES: readonly (readonly [string, string, string])[] = [
  ["full", "/", "Your boards"],
  ["empty", "/", "Your boards"],
  ["full", "/new", "Make a board"],
  ["full", "/join", "Join a board"],
  ["joining", "/join", "Join a board"],
  ["full", "/settings", "Settings"],
  ["full", `${BOARD}/needs`, "Needs and offers"],
  ["empty", `${BOARD}/needs`, "Needs and offers"],
  ["full", `${BOARD}/supplies`, "Supplies"],
  ["empty", `${BOARD}/supplies`, "Supplies"],
  ["full", `${BOARD}/sites`, "Sites"],
  ["full", `${BOARD}/people`, "People"],
  ["full", `${BOARD}/share`, "Share"],
  ["full", `${BOARD}/aside`, "Set aside"],
  ["empty", `${BOARD}/aside`, "Set aside"],
  ["full", `${BOARD}/board`, "Board settings"],
  ["full", `${BOARD}/import`, "Import a list"],
];

/** Opens the window at a place; every intent that is asked for is kept. */
function open(data: string, place: string, part: Partial<Backend> = {}) {
  const asked: Intent[] = [];
  const fixture = fixtureBackend(data, "light");
  const dispatch: Backend["dispatch"] = (intent) => {
    if (intent.type !== "showOpen") asked.push(intent);
    return fixture.dispatch(intent);
  };
  location.hash = place;
  const core = makeCore({ ...fixture, dispatch, ...part });
  render(content(core));
  return { asked, core };
}

async function objections(): Promise<string[]> {
  // Colours are not known here: tests/contrast.test.ts and the pictures look at them.
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
}

// A machine that builds beside the tests draws a page in more than the usual second.
configure({ asyncUtilTimeout: 8000 });
// The places' code is translated here, which takes longer than a test may wait for a page.
beforeAll(fetchPlaces, 120_000);
beforeEach(() => {
  document.documentElement.lang = "en";
});
afterEach(cleanup);

describe("every screen", () => {
  test.each(PLACES)("%s %s", async (data, place, title) => {
    open(data, place);
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toBe(title);
    expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
    expect(screen.getByRole("main")).toBeTruthy();
    expect(screen.getByRole("navigation", { name: "Sections" })).toBeTruthy();
    await waitFor(() => expect(document.title.startsWith(`${title} – `)).toBe(true));
    expect(await objections()).toEqual([]);
  });
});

test("the first run asks for a name and for nothing else", async () => {
  const { asked } = open("first", "/");
  fireEvent.click(await screen.findByRole("button", { name: "Continue" }));
  expect(screen.getByText("Type a name, so that others know who helps.")).toBeTruthy();
  fireEvent.change(screen.getByRole("textbox", { name: "Your name" }), { target: { value: " Alice " } });
  expect(await objections()).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Continue" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "setName", name: "Alice" }));
});

test("a board is made by its name, and opens", async () => {
  const { asked } = open("full", "/new");
  fireEvent.change(await screen.findByRole("textbox", { name: "Name of the board" }), { target: { value: "Mill Road" } });
  fireEvent.click(screen.getByRole("button", { name: "Make the board" }));
  await screen.findByRole("heading", { level: 1, name: "Needs and offers" });
  expect(asked).toContainEqual({ type: "createBoard", name: "Mill Road", template: "relief" });
});

test("an invite is shown before anybody is asked", async () => {
  const { asked } = open("full", "/join");
  const asking = () => screen.getByRole<HTMLButtonElement>("button", { name: "Ask to join" });
  const ticket = await screen.findByRole("textbox", { name: "Invite ticket" });
  // It stands there from the beginning, and says what it waits for.
  expect(asking().disabled).toBe(true);
  expect(document.getElementById(asking().getAttribute("aria-describedby") ?? "")?.textContent).toMatch(/^First paste the invite ticket/);
  fireEvent.change(ticket, { target: { value: "mh1abc" } });
  expect(await screen.findByText("Riverside Mutual Aid")).toBeTruthy();
  const asks = asking();
  expect(asked.some((intent) => intent.type === "join")).toBe(false);
  fireEvent.click(asks);
  await waitFor(() => expect(asked).toContainEqual({ type: "join", ticket: "mh1abc" }));
});

test("a damaged invite says what to do", async () => {
  const read: Backend["read"] = async () => {
    throw { code: "ticketDamaged", message: "", details: {} };
  };
  open("full", "/join", { read });
  fireEvent.change(await screen.findByRole("textbox", { name: "Invite ticket" }), { target: { value: "mh1ab" } });
  expect(await screen.findByText(/incomplete or has a typing error/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Ask to join" })).toBeNull();
});

test("what a list brought as HTML is text", async () => {
  open("full", `${BOARD}/sites`);
  expect(await screen.findAllByText(/<font color=red>URGENT/)).not.toHaveLength(0);
  expect(document.querySelector("font")).toBeNull();
});

test("adding needs a title; what is typed survives until then", async () => {
  const { asked, core } = open("full", `${BOARD}/needs`);
  fireEvent.click(await screen.findByRole("button", { name: "Add need" }));
  const form = within(await screen.findByRole("dialog", { name: "Add a need" }));
  fireEvent.click(form.getByRole("button", { name: "Add the need" }));
  expect((await form.findByRole("alert")).textContent).toContain("Type a title.");
  fireEvent.change(form.getByRole("textbox", { name: "Title" }), { target: { value: "Torches" } });
  await waitFor(() => expect(asked.some((intent) => intent.type === "saveDraft" && intent.text.includes("Torches"))).toBe(true));
  fireEvent.click(form.getByRole("button", { name: "Add the need" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "addItem", board: "b0a2d", kind: "need", fields: { title: "Torches" } }));
  await waitFor(() => expect(core.drafts.get("add:b0a2d:need")).toBeUndefined());
});

test("“Saved” stands only after the core has said so", async () => {
  let answer: () => void = () => {};
  const dispatch = vi.fn<Backend["dispatch"]>((intent) =>
    intent.type === "editItem"
      ? new Promise((done) => (answer = () => done({ type: "done", undoable: true })))
      : Promise.resolve({ type: "done", undoable: false }));
  open("full", `${BOARD}/needs/i2`, { dispatch });
  const title = await screen.findByRole("textbox", { name: "Title" });
  fireEvent.focus(title);
  fireEvent.change(title, { target: { value: "Blankets and pillows" } });
  fireEvent.blur(title);
  const state = () => screen.getByTestId("saved-state").textContent;
  await waitFor(() => expect(state()).toBe("Saving…"));
  answer();
  await waitFor(() => expect(state()).toBe("Saved"));
});

test("both versions of a title are shown, by name", async () => {
  const { asked } = open("full", `${BOARD}/needs/i2`);
  const versions = within(await screen.findByRole("group", { name: "Two versions of Title" }));
  expect(versions.getByText(/You and/).textContent).toBe("You and Bob both changed Title.");
  fireEvent.click(versions.getByRole("button", { name: /Use .*school/ }));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ type: "editItem", changes: [{ field: "title", value: "Blankets for the school", base: ["e-title", "e-school"] }] }));
});

test("the board's name opens a menu of all boards, and of the ways to another", async () => {
  open("full", `${BOARD}/supplies`);
  fireEvent.click(await screen.findByRole("button", { name: "Riverside Mutual Aid, change the board" }));
  const menu = within(await screen.findByRole("menu"));
  const entries = menu.getAllByRole("menuitemradio");
  expect(entries.map((entry) => entry.textContent)).toEqual([
    "Riverside Mutual Aid12 open needs · On 2 of 3 people’s devices", "Mill Road kitchen2 open needs · Only on this device",
  ]);
  expect(entries[0]?.getAttribute("aria-checked")).toBe("true");
  expect(menu.getAllByRole("menuitem").map((entry) => entry.textContent)).toEqual(["All boards", "New board", "Join a board"]);
  expect((await objections()).filter((told) => !told.startsWith("region"))).toEqual([]);
  fireEvent.click(menu.getByRole("menuitem", { name: "Join a board" }));
  await screen.findByRole("heading", { level: 1, name: "Join a board" });
});

test("“?” shows the keys, but not while somebody types", async () => {
  open("full", `${BOARD}/needs`);
  const find = await screen.findByRole("searchbox", { name: "Find in needs and offers" });
  find.focus();
  fireEvent.keyDown(find, { key: "?" });
  expect(screen.queryByRole("dialog")).toBeNull();
  find.blur();
  fireEvent.keyDown(document.body, { key: "?" });
  const keys = within(await screen.findByRole("dialog", { name: "Keys" }));
  expect(keys.getByText("Claim or release")).toBeTruthy();
  expect(await objections()).toEqual([]);
  fireEvent.click(keys.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
