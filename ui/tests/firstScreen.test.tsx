// What a board looks like before its history is here: said to be unchecked, and what is done with it is kept as a draft.

import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import type { Intent, Outcome } from "../src/bindings";
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

/** Opens the board over invented rows; returns what is asked of the core, which keeps what is added and claimed. */
function open(data: string, section = "needs"): Intent[] {
  const asked: Intent[] = [];
  const backend = fixtureBackend(data, "light");
  const kept = new Set(["addItem", "claim"]);
  location.hash = `/board/${BOARD}/${section}`;
  render(content(makeCore({
    ...backend,
    dispatch: async (intent): Promise<Outcome> => {
      if (intent.type !== "showOpen" && intent.type !== "saveDraft" && intent.type !== "discardDraft") asked.push(intent);
      return kept.has(intent.type) ? { type: "kept", board: BOARD, draft: "9" } : backend.dispatch(intent);
    },
  })));
  return asked;
}

const press = (button: HTMLElement) => fireEvent.click(button);

test("rows that are not checked say so, and who will only read is offered nothing to press", async () => {
  open("uncheckedReader");
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

test("a claim on a row that is not checked is kept on this computer, and told so", async () => {
  const asked = open("unchecked");
  const shown = await screen.findByTestId("first-screen");
  press(within(shown).getByRole("button", { name: "Claim “Blankets for the school hall”" }));
  await screen.findByText("“Blankets for the school hall” is kept on this computer until the board is checked.");
  expect(asked).toEqual([{ type: "claim", board: BOARD, item: "u1", quantity: null, until: null, note: null }]);
});

test("what is added meanwhile is kept on this computer, told so, and the form closes", async () => {
  const asked = open("unchecked");
  await screen.findByTestId("first-screen");
  press(screen.getAllByRole("button", { name: "Add need" })[0]!);
  const form = await screen.findByTestId("add-need");
  fireEvent.change(within(form).getAllByRole("textbox")[0]!, { target: { value: "Candles" } });
  press(within(form).getByRole("button", { name: "Add the need" }));
  await screen.findByText("“Candles” is kept on this computer until the board is checked.");
  await waitFor(() => expect(screen.queryByTestId("add-need")).toBeNull());
  expect(asked).toEqual([{ type: "addItem", board: BOARD, kind: "need", fields: { title: "Candles" } }]);
});

test("what is kept is listed with a way to discard it, and its row offers no second claim", async () => {
  const asked = open("meanwhile");
  const kept = await screen.findByTestId("meanwhile");
  expect(kept.textContent).toContain("Kept on this computer until the board is checked");
  expect(kept.textContent).toContain("Add the offer “A generator, 2 kW”");
  const shown = await screen.findByTestId("first-screen");
  expect(within(shown).queryByRole("button", { name: "Claim “Blankets for the school hall”" })).toBeNull();
  expect(shown.textContent).toContain("Your claim is kept on this computer until the board is checked.");
  press(within(kept).getByRole("button", { name: "Discard: “A generator, 2 kW”" }));
  await screen.findByText("Discarded.");
  expect(asked).toEqual([{ type: "discardMeanwhile", board: BOARD, draft: "2" }]);
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  expect(violations).toEqual([]);
});

test.each([["supplies", "Add a supply", "add-supply", "Add the supply"], ["sites", "Add a site", "add-site", "Add the site"]])(
  "what is added to the %s meanwhile is kept too, and listed there", async (section, add, form, save) => {
    const asked = open("meanwhile", section);
    expect((await screen.findByTestId("meanwhile")).textContent).toContain("Add the offer “A generator, 2 kW”");
    // Nobody knows yet that there are none.
    screen.getByText("This board is still on its way. What is on it shows up here once it is checked.");
    expect(screen.queryByRole("button", { name: "Import a list" })).toBeNull();
    press(screen.getAllByRole("button", { name: add })[0]!);
    const part = within(await screen.findByTestId(form));
    fireEvent.change(part.getAllByRole("textbox")[0]!, { target: { value: "School hall" } });
    press(part.getByRole("button", { name: save }));
    await screen.findByText("“School hall” is kept on this computer until the board is checked.");
    expect(asked.map((intent) => intent.type)).toEqual(["addItem"]);
  },
);

test("what could not be done stays with its reason, and can be tried again", async () => {
  const asked = open("notDone");
  const kept = await screen.findByTestId("meanwhile");
  expect(kept.textContent).toContain("Not done, though the board is checked now");
  expect(kept.textContent).toContain("Claimed since by Bob.");
  expect(kept.textContent).toContain("It never came with the board.");
  press(within(kept).getByRole("button", { name: "Try again: “Blankets for the school hall”" }));
  await screen.findByText("Done: “Blankets for the school hall”.");
  expect(asked).toEqual([{ type: "tryMeanwhile", board: BOARD, draft: "1" }]);
});
