// Alice begins something and does not finish it: no arrival, no slip of the hand and no crash takes it from her, and the
// window says that it waits.

import { act, cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent, Query, ViewUpdate } from "../src/bindings";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { rowsFor } from "./fixture/rows";

configure({ asyncUtilTimeout: 20_000 });
beforeAll(fetchPlaces, 120_000);
afterEach(cleanup);

const KEY = `add:${BOARD}:need`;
const GENERATOR = JSON.stringify({ title: "Generator", area: "North" });

/** The window on a board; its views can be fed by hand. */
function open(place = "needs", drafts: Readonly<Record<string, string>> = {}) {
  const asked: Intent[] = [];
  const fixture = fixtureBackend("full", "light");
  const feeds = new Map<string, (update: ViewUpdate) => void>();
  const dispatch: Backend["dispatch"] = (intent) => {
    if (intent.type !== "showOpen") asked.push(intent);
    return intent.type === "addItem" ? Promise.resolve({ type: "item", board: BOARD, item: "i1", code: "N-7" }) : fixture.dispatch(intent);
  };
  const subscribe: Backend["subscribe"] = (query: Query, onUpdate) => {
    feeds.set(query.type, onUpdate);
    return fixture.subscribe(query, onUpdate);
  };
  location.hash = `/board/${BOARD}/${place}`;
  const core = makeCore({ ...fixture, dispatch, subscribe });
  core.drafts.load(Object.entries(drafts).map(([key, text]) => ({ key, text, at: 0 })));
  render(content(core));
  const feed = async (type: Query["type"], update: ViewUpdate) => {
    await act(async () => {
      feeds.get(type)?.(update);
      // Views are drawn with the next frame.
      await new Promise((drawn) => requestAnimationFrame(drawn));
    });
  };
  return { asked, core, feed };
}

const form = async () => within(await screen.findByRole("dialog", { name: "Add a need" }));
const gone = async () => await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

async function begin(text: string) {
  fireEvent.click(await screen.findByRole("button", { name: "Add need" }));
  const title = (await form()).getByRole<HTMLInputElement>("textbox", { name: "Title" });
  fireEvent.change(title, { target: { value: text } });
  return title;
}

test("an open form outlives all that arrives or goes around it", async () => {
  const { feed, core } = open();
  const title = await begin("Gene");
  await feed("board", { type: "resync" });
  await feed("board", { type: "snapshot", seq: 9, total: 0, rows: [] });
  expect(title.isConnected).toBe(true);
  fireEvent.change(title, { target: { value: "Generat" } });
  await feed("board", { type: "snapshot", seq: 10, total: 1, rows: rowsFor({ type: "board", board: BOARD }, "full", "light") });
  // A patch that does not follow: the view is opened anew.
  await feed("board", { type: "patch", seq: 40, total: 1, changed: [], removed: [], order: null });
  await feed("boards", { type: "snapshot", seq: 9, total: 0, rows: [] });
  await feed("notices", { type: "snapshot", seq: 9, total: 1, rows: rowsFor({ type: "notices" }, "trouble", "light") });
  await feed("status", { type: "snapshot", seq: 9, total: 1, rows: rowsFor({ type: "status", board: BOARD }, "empty", "light") });
  await feed("board", { type: "ended" });
  expect(title.isConnected).toBe(true);
  fireEvent.change(title, { target: { value: "Generator" } });
  expect((await form()).getByRole<HTMLInputElement>("textbox", { name: "Title" })).toBe(title);
  expect(core.drafts.get(KEY)).toBe(JSON.stringify({ title: "Generator" }));
});

test("a press beside the form leaves it open", async () => {
  open();
  const title = await begin("Generator");
  const beside = title.closest(".fixed") as HTMLElement;
  for (const press of [fireEvent.pointerDown, fireEvent.mouseDown, fireEvent.pointerUp, fireEvent.mouseUp, fireEvent.click]) press(beside);
  expect(title.isConnected).toBe(true);
});

test("Escape closes a form from within its field, and what was typed is kept", async () => {
  const { core } = open();
  fireEvent.keyDown(await begin("Generator"), { key: "Escape" });
  await gone();
  expect(core.drafts.get(KEY)).toContain("Generator");
  expect(screen.getByTestId("announcement").textContent).toContain("Draft kept. It is not added yet.");
  expect(screen.getByTestId("begun-need").textContent).toContain("You were adding a need: Generator.");
});

test("Cancel keeps what was typed; it is thrown away where Alice says so", async () => {
  const { core } = open();
  await begin("Generator");
  fireEvent.click((await form()).getByRole("button", { name: "Cancel" }));
  await gone();
  expect(core.drafts.get(KEY)).toContain("Generator");
  fireEvent.click(within(screen.getByTestId("announcement")).getByRole("button", { name: "Discard" }));
  expect(core.drafts.get(KEY)).toBeUndefined();
  expect(screen.queryByTestId("begun-need")).toBeNull();
});

test("an empty form is closed without a word", async () => {
  const { core } = open();
  await begin(" ");
  fireEvent.click((await form()).getByRole("button", { name: "Cancel" }));
  await gone();
  expect(screen.queryByTestId("announcement")).toBeNull();
  expect(core.drafts.get(KEY)).toBeUndefined();
});

test("after a crash the list says what was begun, and the form that it was brought back", async () => {
  const { core, asked } = open("needs", { [KEY]: GENERATOR });
  const line = within(await screen.findByTestId("begun-need"));
  expect(line.getByText(/You were adding a need/).textContent).toBe("You were adding a need: Generator. It is not added yet.");
  fireEvent.click(line.getByRole("button", { name: "Go on" }));
  const back = await form();
  expect(back.getByRole<HTMLInputElement>("textbox", { name: "Title" }).value).toBe("Generator");
  expect(back.getByRole("status").textContent).toBe("Brought back what you typed. It is not saved yet.");
  // While it is open the line has nothing to say.
  expect(screen.queryByTestId("begun-need")).toBeNull();
  fireEvent.click(back.getByRole("button", { name: "Add the need" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "addItem", board: BOARD, kind: "need", fields: { title: "Generator", area: "North" } }));
  await gone();
  expect(core.drafts.get(KEY)).toBeUndefined();
  expect(screen.queryByTestId("begun-need")).toBeNull();
});

test("what came back can be discarded in the form, which begins anew", async () => {
  const { core } = open("needs", { [KEY]: GENERATOR });
  fireEvent.click(within(await screen.findByTestId("begun-need")).getByRole("button", { name: "Go on" }));
  const back = await form();
  fireEvent.click(back.getByRole("button", { name: "Discard" }));
  expect(back.getByRole<HTMLInputElement>("textbox", { name: "Title" }).value).toBe("");
  expect(core.drafts.get(KEY)).toBeUndefined();
});

test("a line that was discarded by mistake comes back", async () => {
  const { core } = open("supplies", { [`add:${BOARD}:supply`]: JSON.stringify({ title: "Blankets" }), [KEY]: GENERATOR });
  const line = within(await screen.findByTestId("begun-supply"));
  // Each list speaks of its own.
  expect(screen.queryByTestId("begun-need")).toBeNull();
  fireEvent.click(line.getByRole("button", { name: "Discard" }));
  expect(core.drafts.get(`add:${BOARD}:supply`)).toBeUndefined();
  fireEvent.click(within(screen.getByTestId("announcement")).getByRole("button", { name: "Undo" }));
  expect(await screen.findByTestId("begun-supply")).toBeTruthy();
});

test("a comment that was begun is told of at the top of its page", async () => {
  const key = `comment:${BOARD}:i1`;
  const { core } = open("needs/i1", { [key]: "Bring a trolley" });
  const told = within(await screen.findByTestId("comment-begun"));
  expect(told.getByRole("status").textContent).toBe("You began a comment: Bring a trolley. It is not added yet.");
  fireEvent.click(told.getByRole("button", { name: "Go on" }));
  const box = screen.getByLabelText<HTMLTextAreaElement>("Write a comment");
  expect(document.activeElement).toBe(box);
  expect(box.value).toBe("Bring a trolley");
  expect(screen.queryByTestId("comment-begun")).toBeNull();
  fireEvent.change(box, { target: { value: "Bring two" } });
  expect(core.drafts.get(key)).toBe("Bring two");
});

test("a begun comment is discarded there, and nothing comes in above while one is typed", async () => {
  const key = `comment:${BOARD}:i1`;
  const { core } = open("needs/i1", { [key]: "Bring a trolley" });
  fireEvent.click(within(await screen.findByTestId("comment-begun")).getByRole("button", { name: "Discard" }));
  const box = screen.getByLabelText<HTMLTextAreaElement>("Write a comment");
  expect(box.value).toBe("");
  expect(core.drafts.get(key)).toBeUndefined();
  cleanup();
  open("needs/i2");
  fireEvent.change(await screen.findByLabelText("Write a comment"), { target: { value: "Soup" } });
  expect(screen.queryByTestId("comment-begun")).toBeNull();
});
