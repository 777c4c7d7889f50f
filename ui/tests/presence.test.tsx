// Who has the board open: what this window tells, and where others are shown. What is seen over a network is tested with the
// real core.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent } from "../src/bindings";
import { OpenHere } from "../src/state/openHere";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { at, inTheWindow, objections, open } from "./window";

inTheWindow();

/** The window of Alice, with all that it tells. */
function window_(data: string, place: string) {
  const told: (readonly [string | null, string | null])[] = [];
  const fixture = fixtureBackend(data, "light");
  const dispatch: Backend["dispatch"] = (intent: Intent) => {
    if (intent.type === "showOpen") told.push([intent.board, intent.item]);
    return fixture.dispatch(intent);
  };
  open(data, place, { dispatch });
  return told;
}

test("an open board is told, what is edited in it, and that it is left", async () => {
  const told = window_("full", at("needs/i1"));
  const title = await screen.findByLabelText<HTMLInputElement>("Title");
  await waitFor(() => expect(told.at(-1)).toEqual([BOARD, null]));
  fireEvent.focus(title);
  await waitFor(() => expect(told.at(-1)).toEqual([BOARD, "i1"]));
  // From field to field of the same thing is one edit.
  const details = screen.getByLabelText("Unit");
  fireEvent.blur(title, { relatedTarget: details });
  fireEvent.focus(details);
  expect(told.at(-1)).toEqual([BOARD, "i1"]);
  fireEvent.blur(details, { relatedTarget: document.body });
  await waitFor(() => expect(told.at(-1)).toEqual([BOARD, null]));
  cleanup();
  await waitFor(() => expect(told.at(-1)).toEqual([null, null]));
});

test("a window that is not to be seen has nothing open", async () => {
  const told = window_("full", at("needs"));
  await waitFor(() => expect(told.at(-1)).toEqual([BOARD, null]));
  const look = vi.spyOn(document, "visibilityState", "get");
  look.mockReturnValue("hidden");
  fireEvent(document, new Event("visibilitychange"));
  await waitFor(() => expect(told.at(-1)).toEqual([null, null]));
  look.mockReturnValue("visible");
  fireEvent(document, new Event("visibilitychange"));
  await waitFor(() => expect(told.at(-1)).toEqual([BOARD, null]));
  look.mockRestore();
});

test("who else is here, and who edits what, is said by name and in the way of nothing", async () => {
  open("together", at("needs/i1"));
  expect((await screen.findByTestId("here-now")).textContent).toBe("Also looking at this board: Bob and Carol");
  const page = within(await screen.findByTestId("item-page"));
  expect((await page.findByTestId("editing")).textContent).toBe("Bob is editing this");
  expect(page.getByTestId("editing-note").textContent).toContain("You can go on");
  expect(page.getByLabelText<HTMLInputElement>("Title").readOnly).toBe(false);
  // On the row as well, and on no other.
  expect(await objections()).toEqual([]);
});

test("a row says who edits it, and no other row does", async () => {
  open("together", at("needs"));
  const chip = await screen.findByTestId("editing");
  expect(chip.textContent).toBe("Bob is editing this");
  expect(screen.getAllByTestId("editing").length).toBe(1);
  expect(chip.closest(".card")?.querySelector("[data-item-code]")?.textContent).toContain("Drive Mrs Okoye to the clinic");
});

test("where nobody else is, nothing is said", async () => {
  open("full", at("needs/i1"));
  await screen.findByTestId("item-page");
  expect(screen.queryByTestId("here-now")).toBeNull();
  expect(screen.queryByTestId("editing")).toBeNull();
  expect(screen.queryByTestId("editing-note")).toBeNull();
});

test("what is told goes out one at a time, the newest last, and a refusal is nobody's trouble", async () => {
  const told: string[] = [];
  const answers: (() => void)[] = [];
  const here = new OpenHere(async (intent) => {
    if (intent.type !== "showOpen") throw new Error(intent.type);
    told.push(`${intent.board ?? "-"} ${intent.item ?? "-"}`);
    await new Promise<void>((answered) => answers.push(answered));
    throw { code: "noSuchItem", message: "", details: {} };
  });
  here.board("a");
  here.board(null);
  here.board("b");
  here.editing("i1");
  await waitFor(() => expect(told).toEqual(["b i1"]));
  here.editing("i2");
  here.editing(null);
  answers.shift()?.();
  await waitFor(() => expect(told).toEqual(["b i1", "b -"]));
  answers.shift()?.();
  here.board("c");
  await waitFor(() => expect(told).toEqual(["b i1", "b -", "c -"]));
});

test("the switch says what others see, and is changed by itself", async () => {
  const { asked } = open("full", "/settings");
  fireEvent.click(await screen.findByLabelText("Show others what I have open"));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ type: "changeSettings", change: { showOpen: false, workOffline: null } }));
});
