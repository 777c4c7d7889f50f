// What a board looks like before its history is here: said to be unchecked, and nothing can be done with it.

import { cleanup, configure, render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { BOARD, fixtureBackend } from "./fixture/backend";

configure({ asyncUtilTimeout: 20_000 });
beforeAll(fetchPlaces, 120_000);
beforeEach(() => {
  document.documentElement.lang = "en";
});
afterEach(cleanup);

function open(data: string): void {
  location.hash = `/board/${BOARD}/needs`;
  render(content(makeCore(fixtureBackend(data, "light"))));
}

test("rows that are not checked say so, and offer nothing to press", async () => {
  open("unchecked");
  const shown = await screen.findByTestId("first-screen");
  expect(shown.textContent).toContain("Shown before it is checked");
  expect(shown.textContent).toContain("2 of about 340 are here to read.");
  expect(within(shown).getByText("Blankets for the school hall")).toBeTruthy();
  expect(within(shown).queryAllByRole("button")).toEqual([]);
  expect(within(shown).queryAllByRole("link")).toEqual([]);
  // That there is nothing is not said beside it.
  expect(screen.queryByText(/No needs or offers yet/u)).toBeNull();
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  expect(violations).toEqual([]);
});

test("a board whose history is here shows none", async () => {
  open("full");
  await screen.findByTestId("items-shown");
  expect(screen.queryByTestId("first-screen")).toBeNull();
});
