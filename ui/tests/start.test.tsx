// Alice opens the window again: she is on her board, is told what she has to know there, and finds what she made.

import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent } from "../src/bindings";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { BOARD, fixtureBackend } from "./fixture/backend";

configure({ asyncUtilTimeout: 20_000 });
beforeAll(fetchPlaces, 120_000);
afterEach(cleanup);

function open(data: string, place: string, last: string | null) {
  const asked: Intent[] = [];
  const fixture = fixtureBackend(data, "light");
  const dispatch: Backend["dispatch"] = (intent) => {
    if (intent.type !== "showOpen") asked.push(intent);
    return fixture.dispatch(intent);
  };
  location.hash = place;
  const core = makeCore({ ...fixture, dispatch });
  if (last !== null) core.drafts.load([{ key: "place:board", text: last, at: 0 }]);
  render(content(core));
  return { asked, core };
}

const heading = async (name: string) => await screen.findByRole("heading", { level: 1, name });

test("the window starts on the board that was open last", async () => {
  open("full", "", BOARD);
  await heading("Needs and offers");
  expect(location.hash).toBe(`#/board/${BOARD}/needs`);
});

test("a board that is not here any more is not looked for", async () => {
  open("full", "", "gone");
  await heading("Your boards");
});

test("Settings keep the way back to the board", async () => {
  open("full", "/settings", BOARD);
  await heading("Settings");
  fireEvent.click(await screen.findByRole("link", { name: "Supplies" }));
  await heading("Supplies");
});

test("which board is open is remembered", async () => {
  const { core } = open("full", `/board/${BOARD}/supplies`, null);
  await heading("Supplies");
  await waitFor(() => expect(core.drafts.get("place:board")).toBe(BOARD));
});

test("damaged data is told on every page until somebody has read it; working offline is seen", async () => {
  const { asked } = open("trouble", `/board/${BOARD}/supplies`, null);
  const told = within(await screen.findByTestId("data-notice"));
  expect(told.getByText(/2 boards, 1,204 changes/)).toBeTruthy();
  fireEvent.click(told.getByRole("button", { name: "I have read this" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "dismissNotice", notice: "n" }));
  expect((await screen.findByTestId("status")).textContent).toMatch(/^Offline · On 2 of 3/);
});

test("a list comes in and goes out by “More”, on every list", async () => {
  open("full", `/board/${BOARD}/sites`, null);
  fireEvent.click(await screen.findByRole("button", { name: "More" }));
  const menu = within(await screen.findByRole("menu"));
  expect(menu.getAllByRole("menuitem").map((entry) => entry.textContent)).toEqual(["Import a list", "Set aside", "Board settings", "For a spreadsheet (CSV)", "For programs (JSON)"]);
  fireEvent.click(menu.getByRole("menuitem", { name: "Import a list" }));
  await heading("Import a list");
});

test("T asks how many, as the button does", async () => {
  const { asked } = open("full", `/board/${BOARD}/needs`, null);
  const row = await screen.findByRole("button", { name: /^20 boxes of diapers.*N-7K00/ });
  row.focus();
  fireEvent.keyDown(row, { key: "t" });
  const dialog = within(await screen.findByRole("dialog", { name: /^Claim/ }));
  fireEvent.change(dialog.getByLabelText("How many (optional)"), { target: { value: "4" } });
  fireEvent.click(dialog.getByText("Claim 4"));
  await waitFor(() => expect(asked).toContainEqual({ type: "claim", board: BOARD, item: "i0", quantity: 4, until: null, note: null }));
});

test("an invite that still works can be shown and copied again; the others say why not", async () => {
  open("full", `/board/${BOARD}/share`, null);
  const rows = within(await screen.findByTestId("invitations")).getAllByRole("listitem");
  expect(rows.map((row) => /Works|Used up|Run out|Removed/.exec(row.textContent ?? "")?.[0])).toEqual(["Works", "Used up", "Run out", "Works", "Removed"]);
  expect(rows[0]?.textContent).toMatch(/1 person came in of 2: Bob · until .* · made by Alice/);
  expect(within(rows[1] ?? document.body).queryByRole("button")).toBeNull();
  fireEvent.click(within(rows[0] ?? document.body).getByRole("button", { name: "Show" }));
  expect((await screen.findByTestId<HTMLTextAreaElement>("ticket-text")).value).toMatch(/^mh1k7q4/);
  fireEvent.click(screen.getByRole("button", { name: "Copy this invite ticket" }));
  await waitFor(() => expect(screen.getByTestId("announcement").textContent).toContain("Copied"));
});

test("the preview of a list shows what a cell becomes, and places that are no sites yet", async () => {
  open("many", `/board/${BOARD}/import`, null);
  fireEvent.click(await screen.findByRole("button", { name: "Choose a file" }));
  const table = within(await screen.findByRole("table"));
  expect(table.getAllByText("becomes").map((cell) => cell.textContent)).toEqual(["becomes 3 · Urgent", "becomes 2026-11-24", "becomes 2 · Soon"]);
  const places = screen.getByTestId("unknown-sites");
  expect(places.textContent).toMatch(/^7 places in this list are no sites of this board yetSt John’s hall, Library, Mill Road school, Depot <b>East<\/b>, Quay and more/);
  expect(document.querySelector("main b")).toBeNull();
});
