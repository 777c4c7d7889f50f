// Who decides: Alice takes a second steward, agrees to a proposal, keeps a recovery key, and looks again at what is hidden or held.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import { BOARD } from "./fixture/backend";
import { refusal } from "./fixture/entrance";
import { WORDS } from "./fixture/safety";
import { at, dialog, inTheWindow, objections, open, press } from "./window";

inTheWindow();

const board = BOARD;

test("the only steward is asked early for a second one, and takes them at once", async () => {
  const { asked } = open("full", at("people"));
  await press("Choose the stewards…");
  await screen.findByRole("heading", { level: 1, name: "Board settings" });
  await press("Choose the stewards…");
  const form = await dialog("Who shall be steward?");
  expect((await form.findByRole<HTMLInputElement>("checkbox", { name: /^Alice/ })).checked).toBe(true);
  // Who was removed is not there.
  expect(form.queryByRole("checkbox", { name: /^Mallory/ })).toBeNull();
  const change = form.getByRole("button", { name: "Change the stewards" });
  expect(change.hasAttribute("disabled")).toBe(true);
  fireEvent.click(await form.findByRole("checkbox", { name: /^Bob/ }));
  expect(form.getByText(/With two, both must agree/)).toBeTruthy();
  expect(await objections()).toEqual([]);
  fireEvent.click(change);
  await waitFor(() => expect(asked).toContainEqual({ type: "proposeStewards", board, people: ["Alice", "Bob"] }));
});

test("handing over says what one is afterwards; nobody at all is no choice", async () => {
  const { asked } = open("full", at("board"));
  await press("Choose the stewards…");
  const form = await dialog("Who shall be steward?");
  fireEvent.click(await form.findByRole("checkbox", { name: /^Alice/ }));
  expect(form.getByText(/You would be no steward any more, but a coordinator/)).toBeTruthy();
  fireEvent.click(form.getByRole("button", { name: "Change the stewards" }));
  expect(await form.findByText("Choose at least one person.")).toBeTruthy();
  expect(asked.some((intent) => intent.type === "proposeStewards")).toBe(false);
  fireEvent.click(form.getByRole("checkbox", { name: /^Carol/ }));
  await waitFor(() => expect(form.getByRole("button", { name: "Change the stewards" }).hasAttribute("disabled")).toBe(false));
  fireEvent.click(form.getByRole("button", { name: "Change the stewards" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "proposeStewards", board, people: ["Carol"] }));
});

test("a refusal stays in the dialog, in its own words", async () => {
  const dispatch: Backend["dispatch"] = async () => {
    throw refusal("badStewards", { why: "notHere" });
  };
  open("full", at("board"), { dispatch });
  await press("Choose the stewards…");
  const form = await dialog("Who shall be steward?");
  fireEvent.click(await form.findByRole("checkbox", { name: /^Bob/ }));
  fireEvent.click(form.getByRole("button", { name: "Change the stewards" }));
  expect((await form.findByRole("alert")).textContent).toMatch(/cannot be the stewards/);
});

test("a proposal shows who goes and who has agreed, and is agreed to", async () => {
  const { asked } = open("many", at("board"));
  const proposal = within(await screen.findByTestId("proposal"));
  expect(proposal.getByRole("heading").textContent).toBe("Stewards would be: Bob and Carol");
  expect(proposal.getByText(/No steward any more/).textContent).toBe("No steward any more: you");
  expect(proposal.getByText(/Agreed so far/).textContent).toBe("Agreed so far: Bob. 1 more must agree.");
  expect(await objections()).toEqual([]);
  fireEvent.click(proposal.getByRole("button", { name: "Agree" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "agreeStewards", board, proposal: "c1" }));
});

test("the recovery key names other stewards, with its words and somebody chosen", async () => {
  const { asked } = open("many", at("board"));
  await press("Use the recovery key…");
  const form = await dialog("Use the recovery key?");
  const go = () => form.getByRole("button", { name: "Change the stewards" });
  fireEvent.click(go());
  expect(await form.findByText("Type the twelve words.")).toBeTruthy();
  fireEvent.change(form.getByLabelText("The twelve words of the board"), { target: { value: WORDS.join(" ") } });
  await waitFor(() => expect(go().hasAttribute("disabled")).toBe(false));
  fireEvent.click(await form.findByRole("checkbox", { name: /^Bob/ }));
  fireEvent.click(go());
  await waitFor(() => expect(asked).toContainEqual({ type: "recoverBoard", board, words: WORDS.join(" "), stewards: ["Alice", "Bob"] }));
});

test("a board with a recovery key shows its words once, before it opens", async () => {
  const { asked } = open("full", "/new");
  fireEvent.change(await screen.findByRole("textbox", { name: "Name of the board" }), { target: { value: "Mill Road" } });
  fireEvent.click(screen.getByRole("switch", { name: "With a recovery key" }));
  await press("Make the board");
  await screen.findByRole("heading", { level: 1, name: "The recovery key" });
  expect(asked).toContainEqual({ type: "createRecoverableBoard", name: "Mill Road", template: "relief" });
  expect(within(screen.getByTestId("word-sheet")).getAllByRole("listitem")).toHaveLength(12);
  expect(await objections()).toEqual([]);
  await press("Go on without checking");
  await screen.findByRole("heading", { level: 1, name: "Needs and offers" });
});

test("what newcomers made waits above the list, and is let in, one or all", async () => {
  const { asked } = open("full", at("needs"));
  await press("2 new things wait to be let in");
  await screen.findByText("Free firewood, whole truck");
  expect(await objections()).toEqual([]);
  await press("Let in all 2 of these");
  await waitFor(() => expect(asked).toContainEqual({ type: "letInHeld", board, entries: ["i10", "i11"] }));
  await press("Back to the list");
  await screen.findByRole("button", { name: "2 new things wait to be let in" });
});

test("the page of something held says why, and lets it in", async () => {
  const { asked } = open("full", at("needs/i10"));
  expect((await screen.findByTestId("held")).textContent).toMatch(/new here, and nobody has vouched for them/);
  await press("Let it in");
  await waitFor(() => expect(asked).toContainEqual({ type: "letInHeld", board, entries: ["i10"] }));
});

test("who asks to look again is read, and answered with a reason", async () => {
  const { asked } = open("full", at("needs/i12"));
  expect((await screen.findByTestId("appeal")).textContent).toMatch(/^Carol asks to look again:These are from my own shop/);
  await press("Keep it hidden…");
  const form = await dialog("Keep “Warm coats, all sizes” hidden?");
  fireEvent.click(form.getByRole("radio", { name: "Against the rules of this board" }));
  fireEvent.change(form.getByLabelText("In your words (optional)"), { target: { value: " No shops " } });
  fireEvent.click(form.getByRole("button", { name: "Keep it hidden" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "keepHidden", board, item: "i12", reason: "houseRules", note: "No shops" }));
});

test("whose work is hidden asks to look again, and says why", async () => {
  const { asked } = open("full", at("needs/i13"));
  await press("Ask to look again…");
  const form = await dialog("Ask to look again at “Drummers for the street party”?");
  const ask = () => form.getByRole("button", { name: "Ask to look again" });
  fireEvent.click(ask());
  expect(await form.findByText("Say why, in a few words.")).toBeTruthy();
  fireEvent.change(form.getByLabelText("Why it should be shown"), { target: { value: "The city has allowed it" } });
  await waitFor(() => expect(ask().hasAttribute("disabled")).toBe(false));
  fireEvent.click(ask());
  await waitFor(() => expect(asked).toContainEqual({ type: "askAgain", board, item: "i13", text: "The city has allowed it" }));
});

test("somebody new is vouched for from their page; holding is a setting of the board", async () => {
  const { asked } = open("full", at("people/Carol"));
  await press("Vouch for them");
  await waitFor(() => expect(asked).toContainEqual({ type: "vouch", board, person: "Carol" }));
  cleanup();
  const other = open("full", at("board"));
  fireEvent.click(await screen.findByRole("switch", { name: "What newcomers make waits" }));
  await waitFor(() => expect(other.asked).toContainEqual({ type: "setHoldNew", board, on: true }));
});
