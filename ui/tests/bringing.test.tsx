// What is on its way to a board, on its pages and in the list of boards; stopping it and going on.

import { cleanup, configure, fireEvent, render, screen } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import type { Intent } from "../src/bindings";
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

function open(data: string, hash: string): Intent[] {
  const sent: Intent[] = [];
  const backend = fixtureBackend(data, "light");
  location.hash = hash;
  render(content(makeCore({ ...backend, dispatch: (intent) => { sent.push(intent); return backend.dispatch(intent); } })));
  return sent;
}

test("a long catch-up says how far it is and can be stopped", async () => {
  const sent = open("bringing", `/board/${BOARD}/people`);
  const banner = await screen.findByTestId("bringing");
  expect(banner.textContent).toMatch(/Bringing over: 12.MB of about 40.MB/u);
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  expect(violations).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(sent).toContainEqual({ type: "stopBringing", board: BOARD, on: true });
});

test("without bytes it counts changes", async () => {
  open("bringingChanges", `/board/${BOARD}/people`);
  expect((await screen.findByTestId("bringing")).textContent).toContain("Bringing over: 1,200 of 5,000 changes");
});

test("a board that was stopped says so, and goes on", async () => {
  const sent = open("stopped", "/");
  expect(await screen.findByText(/You stopped this board/u)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Go on" }));
  expect(sent).toContainEqual({ type: "stopBringing", board: BOARD, on: false });
});

test("nothing on its way, nothing said", async () => {
  open("full", `/board/${BOARD}/people`);
  await screen.findByRole("heading", { name: "People" });
  expect(screen.queryByTestId("bringing")).toBeNull();
});
