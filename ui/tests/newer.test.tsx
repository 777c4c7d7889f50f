// What somebody wrote with a newer version: told, read only, and never written over.

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

function open(data: string, place: string) {
  location.hash = `/board/${BOARD}/${place}`;
  render(content(makeCore(fixtureBackend(data, "light"))));
}

test("a board with newer things says so on its pages, and another one does not", async () => {
  open("newer", "people");
  expect((await screen.findByTestId("newer-banner")).textContent).toContain("2 things on this board were written with a newer version");
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  expect(violations).toEqual([]);
  cleanup();
  open("full", "people");
  await screen.findByRole("heading", { name: "People" });
  expect(screen.queryByTestId("newer-banner")).toBeNull();
});

test("a field that only a newer version knows is not edited here, and the others are", async () => {
  open("newer", "needs/i2");
  expect((await screen.findByTestId("newer-part")).textContent).toContain("Update to see and edit all of it");
  const field = (name: string) => within(document.querySelector<HTMLElement>(`[data-field="${name}"]`) as HTMLElement);
  expect(field("what").getByText("Written with a newer version of Manyhands. Update to edit it.")).toBeTruthy();
  expect(field("what").queryByRole("button")).toBeNull();
  expect(field("details").getByRole<HTMLTextAreaElement>("textbox").readOnly).toBe(false);
});

test("what is set aside for being newer is a kind of its own", async () => {
  open("newer", "aside");
  expect(await screen.findByRole("heading", { name: "From a newer version (1)" })).toBeTruthy();
});
