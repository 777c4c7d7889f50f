// Where Alice's work is: who holds an item, what is only here, and the question before the window closes.

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import { at, dialog, inTheWindow, objections, open, press } from "./window";

inTheWindow();

const part = async (id: string) => within(await screen.findByTestId(id));

/** The page with the question, as the shell asks for it. */
function asked(data: string, part: Partial<Backend> = {}) {
  const answers: boolean[] = [];
  const shown: number[] = [];
  let ask = () => {};
  const opened = open(data, "/settings", {
    onCloseAsked: (listener) => {
      ask = listener;
      return () => {};
    },
    closingShown: async () => void shown.push(1),
    closeWindow: async (close) => void answers.push(close),
    ...part,
  });
  return { ...opened, answers, shown, ask: () => ask() };
}

test("the page of an item tells, opened, who holds it by name and since when", async () => {
  open("full", at("needs/i0"));
  const count = await screen.findByTestId("item-saved");
  expect(count.textContent).toBe("On 2 of 3 people’s devices");
  fireEvent.click(count);
  const lines = within(await screen.findByTestId("item-holders")).getAllByRole("listitem").map((line) => line.textContent);
  expect(lines[0]).toBe("You: on this device");
  expect(lines[1]).toMatch(/^Bob: has it since /);
  expect(lines[2]).toBe("Carol: not yet, as far as is known");
  expect(lines[3]).toMatch(/^Helper Library basement: carries it since .*, and cannot read it$/);
});

test("the status tells since when somebody has everything", async () => {
  open("full", at("needs"));
  fireEvent.click(await screen.findByTestId("status"));
  expect((await screen.findByRole("dialog")).textContent).toMatch(/Bob.*Has everything you have\..*Since .*\. Told at /);
});

test("what is only here is listed in plain words, with three answers", async () => {
  open("full", "/settings");
  fireEvent.click((await part("only-here")).getByRole("button", { name: "What is only here" }));
  expect((await part("safe-close")).getByText(/^Yes, nothing is lost\./)).toBeTruthy();
  expect((await part("safe-lend")).getByText(/^Only with a login of their own/)).toBeTruthy();
  expect((await part("safe-wipe")).getByText(/^No\. What stands below would be lost\./)).toBeTruthy();
  const list = screen.getByTestId("only-here-list").textContent;
  expect(list).toContain("Mill Road kitchen12 changes are only here: nobody else is on this board.");
  expect(list).toContain("Riverside Mutual Aid3 changes are on nobody else’s computer yet. The helper Library basement carries it, but cannot read it. 2 pictures and files of yours are on this computer only. A backup holds none: save copies of them.");
  expect(list).toContain("You asked to join Hill Street pantry, and nobody has answered yet.");
  expect(list).toContain("1 report waits for somebody who takes it in.");
  expect(list).toContain("2 texts that you began and did not save.");
  expect(await objections()).toEqual([]);
});

test("where nothing is only here it says so, and never more than is known", async () => {
  open("many", "/settings/only-here");
  expect((await part("safe-wipe")).getByText("Yes. Others have what is here, as far as their computers have said.")).toBeTruthy();
  expect(screen.getByText("Nothing that is known of.")).toBeTruthy();
  expect(screen.queryByTestId("only-here-list")).toBeNull();
});

test("with nobody ever met, without words and backup, all of that is named", async () => {
  open("empty", "/settings/only-here");
  const list = (await screen.findByTestId("only-here-list")).textContent;
  expect(list).toMatch(/Your twelve words: you have not looked at them yet/);
  expect(list).toMatch(/No backup was ever made/);
  expect((await part("safe-lend")).getByText(/^No: your boards are not locked/)).toBeTruthy();
  expect(screen.getByRole("button", { name: "Show the words" })).toBeTruthy();
});

test("before the window closes it asks, and the person can close anyway", async () => {
  const window = asked("full");
  await screen.findByTestId("only-here");
  window.ask();
  const form = await dialog("Close now? This is only on this computer");
  await waitFor(() => expect(window.shown).toEqual([1]));
  const list = form.getByTestId("only-here-list").textContent;
  expect(list).toContain("3 changes are on nobody else’s computer yet.");
  expect(list).not.toContain("2 texts");
  expect(await objections()).toEqual([]);
  fireEvent.click(form.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(window.answers).toEqual([true]));
  expect(window.asked).toContainEqual({ type: "closeAnyway" });
});

test("who stays is told nothing more, and is asked again the next time", async () => {
  const window = asked("full");
  await screen.findByTestId("only-here");
  window.ask();
  await press("Stay");
  await waitFor(() => expect(window.answers).toEqual([false]));
  expect(window.asked).toEqual([]);
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("where it cannot be noted that they were told, it closes all the same", async () => {
  const window = asked("full", { dispatch: async () => Promise.reject(new Error("the disk")) });
  await screen.findByTestId("only-here");
  window.ask();
  await press("Close");
  await waitFor(() => expect(window.answers).toEqual([true]));
});
