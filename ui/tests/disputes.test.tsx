// What is told by itself: coordinators who want each other gone, stewards named twice, and whose work is kept.

import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent, PersonView, ViewUpdate } from "../src/bindings";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { personPage } from "./fixture/people";

configure({ asyncUtilTimeout: 20_000 });
beforeAll(fetchPlaces, 120_000);
beforeEach(() => {
  document.documentElement.lang = "en";
});
afterEach(cleanup);

function open(data: string, place: string, part: Partial<Backend> = {}) {
  const asked: Intent[] = [];
  const fixture = { ...fixtureBackend(data, "light"), ...part };
  const dispatch: Backend["dispatch"] = (intent) => {
    if (intent.type !== "showOpen") asked.push(intent);
    return fixture.dispatch(intent);
  };
  location.hash = place;
  render(content(makeCore({ ...fixture, dispatch })));
  return { asked };
}

const board = BOARD;
const at = (place: string) => `/board/${BOARD}/${place}`;

async function objections(): Promise<string[]> {
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
}

test("a steward is told on every page of coordinators who ask to remove each other, and leaves it so", async () => {
  const { asked } = open("disputed", at("needs"));
  const banner = within(await screen.findByTestId("dispute-banner"));
  expect(banner.getByText(/ask to remove each other/).textContent).toBe("Bob and Carol ask to remove each other from the board.");
  expect(banner.getAllByRole("listitem").map((line) => line.textContent)).toEqual([
    "Bob says: Does harm to others: “Shouts at people <b>daily</b>”.", "Carol says: Does harm to others.",
  ]);
  expect(await objections()).toEqual([]);
  fireEvent.click(banner.getByRole("button", { name: "Leave both as they are" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "markRead", board, about: "d1" }));
  fireEvent.click(banner.getByRole("button", { name: "Look at Carol" }));
  await waitFor(() => expect(location.hash).toBe(`#${at("people/Carol")}`));
});

test("all of it stands with the stewards, in the settings of the board, and one banner above", async () => {
  open("disputed", at("board"));
  expect((await screen.findByText(/asks to remove/)).textContent).toBe("Carol asks to remove Bob from the board.");
  expect(screen.getAllByText(/ask to remove each other/)).toHaveLength(2);
  expect(screen.getAllByText(/At the same time others were named/)).toHaveLength(1);
  expect(screen.queryByTestId("rival-banner")).toBeNull();
  expect(await objections()).toEqual([]);
});

test("everybody is told of stewards who were named at the same time, until it was read", async () => {
  const { asked } = open("rivals", at("people"));
  await screen.findByTestId("rival-banner");
  expect(screen.queryByTestId("dispute-banner")).toBeNull();
  const banner = within(await screen.findByTestId("rival-banner"));
  expect(banner.getByText(/Stewards now/).textContent).toBe("Stewards now: you");
  expect(banner.getByText(/At the same time/).textContent).toContain("others were named: Bob and Carol. Signed by: Bob.");
  fireEvent.click(banner.getByRole("button", { name: "I have read this" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "markRead", board, about: "r1" }));
});

test("what waits for a steward stands above the boards, and on the board’s card", async () => {
  open("disputed", "/");
  const task = within(await screen.findByTestId("to-decide"));
  expect(task.getByRole("link").textContent).toBe("Riverside Mutual Aid");
  expect(screen.getByText("Two decisions about the stewards")).toBeTruthy();
  expect(await objections()).toEqual([]);
});

test("a page says whose work on it is kept, and because of whom", async () => {
  open("disputed", at("needs/i2"));
  const kept = await screen.findByTestId("kept");
  expect(kept.textContent).toBe(
    "A part of this is by Mallory. They were removed from the board. It is kept because others built on it: Bob and you.",
  );
  expect(await objections()).toEqual([]);
});

test("a coordinator asks the stewards to remove another one, with a reason", async () => {
  const fixture = fixtureBackend("full", "light");
  const asks: PersonView = { ...personPage("Bob", "full"), row: { ...personPage("Bob", "full").row, mayRemove: false, mayAskToRemove: true } };
  const subscribe: Backend["subscribe"] = async (query, hear) => {
    if (query.type !== "person") return fixture.subscribe(query, hear);
    const update: ViewUpdate = { type: "snapshot", seq: 0, total: 1, rows: [{ key: "Bob", data: { type: "personPage", ...asks } }] };
    hear(update);
    return 1_000;
  };
  const { asked } = open("full", at("people/Bob"), { subscribe });
  fireEvent.click(await screen.findByRole("button", { name: "Ask the stewards to remove…" }));
  const form = within(await screen.findByRole("dialog", { name: "Ask the stewards to remove Bob?" }));
  fireEvent.change(form.getByLabelText("In your words (optional)"), { target: { value: " Shouts " } });
  expect(await objections()).toEqual([]);
  fireEvent.click(form.getByRole("button", { name: "Ask the stewards" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "askToRemove", board, person: "Bob", reason: "harmful", note: "Shouts" }));
});
