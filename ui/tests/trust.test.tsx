// Alice looks after a board: roles, removing somebody, invites, what is set aside, hiding, leaving; and is removed herself.

import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, expect, test } from "vitest";

import type { Intent } from "../src/bindings";
import { i18n } from "../src/i18n";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { removedFor } from "../src/words/trust";
import { fixtureBackend } from "./fixture/backend";

const BOARD = "/board/b0a2d";
const board = "b0a2d";

function open(place: string, data = "full") {
  const asked: Intent[] = [];
  const saved: string[] = [];
  const fixture = fixtureBackend(data, "light");
  location.hash = `${BOARD}/${place}`;
  render(content(makeCore({
    ...fixture,
    dispatch: (intent) => {
      if (intent.type !== "showOpen") asked.push(intent);
      return fixture.dispatch(intent);
    },
    read: async (reading) => (reading.type === "export" ? { type: "export", fileName: "riverside.csv", text: "Title" } : fixture.read(reading)),
    saveExport: async (name) => saved.push(name) > 0,
  })));
  return { asked, saved };
}

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));
const choose = async (menu: string | RegExp, entry: string | RegExp) => {
  await press(menu);
  fireEvent.click(await screen.findByRole("menuitem", { name: entry }));
};
const dialog = async (name: string | RegExp) => within(await screen.findByRole("dialog", { name }));

async function objections(): Promise<string[]> {
  // Colours are not known here; a popover stands beside the landmarks.
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
}

configure({ asyncUtilTimeout: 8000 });
beforeAll(async () => {
  document.documentElement.lang = "en";
  await fetchPlaces();
}, 120_000);
afterEach(cleanup);

test("people stand with what they may do, who is new, met and blocked, and who was removed and why", async () => {
  open("people");
  await screen.findAllByText("Bob");
  const lines = screen.getAllByTestId("person").map((line) => line.textContent);
  expect(lines[1]).toContain("Editor: may change everything on the board");
  expect(lines[1]).toContain("Met");
  expect(lines[2]).toContain("New here: not yet vouched");
  expect(lines[3]).toContain("Blocked by you");
  expect(lines[4]).toMatch(/Removed by you, .* Writes what nobody wants: “Writes advertisements under every need”/);
  expect(screen.getByText("You are the only steward.")).toBeTruthy();
  await press("5 changes are set aside");
  await screen.findByRole("heading", { level: 1, name: "Set aside" });
});

test("removing somebody says what it does and does not, and asks why", async () => {
  const { asked } = open("people/Bob");
  await press("Remove from the board…");
  const form = await dialog("Remove Bob from the board?");
  expect(form.getByText("They keep what they have already seen.")).toBeTruthy();
  expect(form.getByText(/set aside by everyone who has heard of it/)).toBeTruthy();
  expect(await objections()).toEqual([]);
  fireEvent.click(form.getByRole("button", { name: /^Why|Has left the group/ }));
  fireEvent.click(await screen.findByRole("option", { name: "Does harm to others" }));
  fireEvent.change(form.getByRole("textbox", { name: "In your words (optional)" }), { target: { value: " Shouts at people " } });
  fireEvent.click(form.getByRole("radio", { name: "Set it aside too" }));
  expect(asked.some((intent) => intent.type === "removePerson")).toBe(false);
  fireEvent.click(form.getByRole("button", { name: "Remove Bob" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "removePerson", board, person: "Bob", reason: "harmful", note: "Shouts at people", keepWork: false, letGo: false, hideLetIn: false }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("with the work of somebody at the door those stay whom they let in, and what coordinators let in can be hidden", async () => {
  const { asked } = open("people/Bob");
  await press("Remove from the board…");
  const form = await dialog("Remove Bob from the board?");
  const people = "3 people whom Bob let in, or gave a role";
  expect(form.queryByRole("radiogroup", { name: people })).toBeNull();
  fireEvent.click(form.getByRole("radio", { name: "Set it aside too" }));
  const stay = await form.findByRole<HTMLInputElement>("radio", { name: "They stay" });
  expect(stay.checked).toBe(true);
  expect(form.getByRole("radiogroup", { name: people })).toBeTruthy();
  const hide = form.getByRole<HTMLInputElement>("switch", { name: "Hide 12 things that coordinators had let in" });
  expect(hide.checked).toBe(false);
  expect(await objections()).toEqual([]);
  fireEvent.click(form.getByRole("radio", { name: "They go too" }));
  fireEvent.click(hide);
  fireEvent.click(form.getByRole("button", { name: "Remove Bob" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "removePerson", board, person: "Bob", reason: "leftGroup", note: null, keepWork: false, letGo: true, hideLetIn: true }));
});

test("nothing of it is asked where the work is kept, or nobody came by them", async () => {
  const { asked } = open("people/Bob");
  await press("Remove from the board…");
  const form = await dialog("Remove Bob from the board?");
  fireEvent.click(form.getByRole("radio", { name: "Set it aside too" }));
  fireEvent.click(await form.findByRole("radio", { name: "They go too" }));
  fireEvent.click(form.getByRole("radio", { name: "Keep it" }));
  expect(form.queryByRole("radio", { name: "They go too" })).toBeNull();
  fireEvent.click(form.getByRole("button", { name: "Remove Bob" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "removePerson", board, person: "Bob", reason: "leftGroup", note: null, keepWork: true, letGo: false, hideLetIn: false }));
});

test("a removal shows who knows of it, and the way back", async () => {
  const { asked } = open("people/Mallory");
  await screen.findByRole("heading", { name: "Who knows of it: 2 of 4" });
  const lines = within(screen.getByTestId("knows")).getAllByRole("listitem").map((line) => line.textContent);
  expect(lines[0]).toBe("YouKnows");
  expect(lines[2]).toMatch(/^CarolNot yet/);
  expect(lines[3]).toBe("DoraNot yetnot here yet");
  expect(screen.queryByRole("button", { name: "Remove from the board…" })).toBeNull();
  expect(await objections()).toEqual([]);
  await press("Take back with this role");
  await waitFor(() => expect(asked).toContainEqual({ type: "setRole", board, person: "Mallory", role: "reader" }));
});

test("another role says what it may before it is given", async () => {
  const { asked } = open("people/Carol");
  await press(/Role of Carol/);
  fireEvent.click(await screen.findByRole("option", { name: "Editor" }));
  expect(screen.getByText(/^Editor: may change everything on the board\./)).toBeTruthy();
  expect(asked.some((intent) => intent.type === "setRole")).toBe(false);
  await press("Give this role");
  await waitFor(() => expect(asked).toContainEqual({ type: "setRole", board, person: "Carol", role: "editor" }));
});

test("the safety number is read digit by digit, and noted as compared", async () => {
  const { asked } = open("people/Carol");
  const number = await screen.findByTestId("safety");
  expect([...number.querySelectorAll(".sr-only")].map((group) => group.textContent)).toContain("0 4 7 1 1.");
  expect([...number.querySelectorAll("[aria-hidden]")].map((group) => group.textContent).join(" ")).toBe("04711 99820 35516 00482 71190 26633");
  await press("We compared: the same");
  await waitFor(() => expect(asked).toContainEqual({ type: "markMet", board, person: "Carol", on: true }));
  await press("Undo");
  await waitFor(() => expect(asked).toContainEqual({ type: "markMet", board, person: "Carol", on: false }));
});

test("a lost device is taken off after a question", async () => {
  const { asked } = open("people/Bob");
  await press("Take off the device 8f31b0aa");
  const form = await dialog("Take the device 8f31b0aa off the board?");
  fireEvent.click(form.getByRole("button", { name: "Take it off" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "revokeDevice", board, device: "8f31b0aa55" }));
});

test("blocking is in a person’s menu, for the reader alone, with its way back", async () => {
  const { asked } = open("people");
  await choose("Actions for Carol", "Block (only for me)");
  await waitFor(() => expect(asked).toContainEqual({ type: "block", board, person: "Carol", on: true }));
  expect(await screen.findByText("Carol is blocked: what they add and say is folded away for you.")).toBeTruthy();
  await choose("Actions for Dora", "Unblock");
  await waitFor(() => expect(asked).toContainEqual({ type: "block", board, person: "Dora", on: false }));
});

test("an invite for several people wants a number", async () => {
  const { asked } = open("share");
  fireEvent.click(await screen.findByRole("radio", { name: "Several people I choose" }));
  const many = screen.getByRole("textbox", { name: "How many people" });
  fireEvent.change(many, { target: { value: "0" } });
  await press("Make an invite ticket");
  expect(screen.getByText("Type a whole number from 1 to 1,000.")).toBeTruthy();
  expect(asked.some((intent) => intent.type === "invite")).toBe(false);
  fireEvent.change(many, { target: { value: "8" } });
  await press("Make an invite ticket");
  await waitFor(() => expect(asked.find((intent) => intent.type === "invite")).toMatchObject({ kind: "invite", uses: 8 }));
  expect((await screen.findByTestId<HTMLTextAreaElement>("ticket-text")).value).toMatch(/^mh1/);
});

test("an open invite has no number, and may have no end", async () => {
  const { asked } = open("share");
  fireEvent.click(await screen.findByRole("radio", { name: "Whoever sees it" }));
  await press(/Works for/);
  fireEvent.click(await screen.findByRole("option", { name: "Without an end" }));
  await press("Make an invite ticket");
  await waitFor(() => expect(asked).toContainEqual({ type: "invite", board, kind: "open", uses: null, expiresAt: null }));
});

test("a ticket from before the address was hidden says that it leads here no more, and can be removed", async () => {
  open("share", "fromBefore");
  const line = (await screen.findByText("Leads here no more")).closest("li")!;
  expect(line.textContent).toContain("Your address was hidden, or shown again, after this was made. Make a new one");
  expect(within(line).getAllByRole("button").map((button) => button.textContent)).toEqual(["Remove…"]);
});

test("tickets stand with their states, and one is removed after a question", async () => {
  const { asked } = open("share");
  const list = within(await screen.findByTestId("invitations"));
  const lines = list.getAllByRole("listitem").map((line) => line.textContent ?? "");
  for (const [at, state] of ["Works", "Used up", "Run out", "Works", "Removed"].entries()) expect(lines[at]).toContain(state);
  expect(lines[3]).toContain("For whoever sees it");
  // Only of those that still let somebody in.
  const buttons = list.getAllByRole("button", { name: "Remove…" });
  expect(buttons).toHaveLength(2);
  fireEvent.click(buttons[1] as HTMLElement);
  const form = await dialog("Remove this invite ticket?");
  expect(form.getByText(/Whoever came in by it stays/)).toBeTruthy();
  fireEvent.click(form.getByRole("button", { name: "Remove the invite ticket" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "removeTicket", board, ticket: "t4" }));
});

test("what is set aside says what, whose and why, and is let in where that is allowed", async () => {
  const { asked } = open("aside");
  await screen.findByRole("heading", { name: "Not allowed (2)" });
  for (const title of ["Waiting (1)", "Manyhands stumbled over it (1)", "Not valid (1)"]) expect(screen.getByRole("heading", { name: title })).toBeTruthy();
  expect(screen.getByText("Written after they were removed from the board.")).toBeTruthy();
  // What a stranger typed is text.
  expect(screen.getByText("Cheap watches <b>here</b>")).toBeTruthy();
  const buttons = screen.getAllByRole("button", { name: /^Let in: / });
  expect(buttons).toHaveLength(2);
  fireEvent.click(buttons[0] as HTMLElement);
  await waitFor(() => expect(asked).toContainEqual({ type: "letIn", board, entries: ["a1"] }));
  await waitFor(() => expect(screen.getByRole("button", { name: "Let in all 2 of these" }).hasAttribute("disabled")).toBe(false));
  await press("Let in all 2 of these");
  await waitFor(() => expect(asked).toContainEqual({ type: "letIn", board, entries: ["a1", "a2"] }));
});

test("of a removed coordinator it is said whom they let in, and by what", async () => {
  open("aside", "let-in");
  const lines = (await screen.findAllByTestId("aside")).map((line) => line.textContent ?? "");
  expect(lines.some((line) => line.startsWith("An invite ticket that Mallory made."))).toBe(true);
  expect(lines.some((line) => line.startsWith("Mallory let in somebody called Dora."))).toBe(true);
  expect(await objections()).toEqual([]);
});

test("a removal without a reason says so, and one of its own kind says what was said", () => {
  const said = (note: string | null) => {
    const why = removedFor("other", note);
    return why === null ? null : i18n._(why);
  };
  expect(said(null)).toBe("No reason was given.");
  expect(said("Moved away")).toBeNull();
});

test("the board gets another name, and a section goes for everybody", async () => {
  const { asked } = open("board");
  const name = await screen.findByRole("textbox", { name: "Name of the board" });
  fireEvent.change(name, { target: { value: " " } });
  await press("Change the name");
  expect(screen.getByText("Type a name for the board.")).toBeTruthy();
  fireEvent.change(name, { target: { value: "Riverside" } });
  await press("Change the name");
  await waitFor(() => expect(asked).toContainEqual({ type: "renameBoard", board, name: "Riverside" }));
  fireEvent.click(screen.getByRole("switch", { name: "Sites" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "setSections", board, hidden: ["sites"] }));
});

test("the only steward of others cannot leave, and is told why", async () => {
  open("board");
  expect(await screen.findByText(/You are the only steward, and others are on this board/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Leave this board…" })).toBeNull();
});

test("leaving says what goes and what stays, and offers a copy first", async () => {
  const { asked, saved } = open("board", "many");
  await press("Leave this board…");
  const form = await dialog("Leave Riverside Mutual Aid?");
  expect(await objections()).toEqual([]);
  fireEvent.click(form.getByRole("button", { name: "For a spreadsheet (CSV)" }));
  await waitFor(() => expect(saved).toEqual(["riverside.csv"]));
  expect(asked.some((intent) => intent.type === "leaveBoard")).toBe(false);
  fireEvent.click(form.getByRole("button", { name: "Leave, and delete it here" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "leaveBoard", board }));
  await screen.findByRole("heading", { level: 1, name: "Your boards" });
});

test("hiding for everybody asks why; for me it does not", async () => {
  const { asked } = open("needs/i1");
  const menu = () => screen.findAllByRole("button", { name: /^Actions for Drive/ }).then((all) => fireEvent.click(all[0] as HTMLElement));
  await menu();
  fireEvent.click(await screen.findByRole("menuitem", { name: "Hide for everybody…" }));
  const form = await dialog(/^Hide “Drive Mrs Okoye to the clinic” for everybody/);
  fireEvent.click(form.getByRole("radio", { name: "Tells something private" }));
  fireEvent.click(form.getByRole("button", { name: "Hide for everybody" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "hideForAll", board, item: "i1", reason: "private", on: true }));
});

test("what is hidden says by whom and why, and is shown again", async () => {
  const { asked } = open("needs/i0");
  expect((await screen.findByTestId("hidden-for-all")).textContent).toBe("Hidden for everybody by you. Nobody asked for it");
  await press("Show again for everybody");
  await waitFor(() => expect(asked).toContainEqual({ type: "hideForAll", board, item: "i0", reason: "spam", on: false }));
});

test("who was removed reads what was here, and can change nothing", async () => {
  open("needs/i2", "removed");
  const banner = await screen.findByTestId("removed-banner");
  expect(banner.textContent).toContain("Bob removed you from this board on November 20, 2026.");
  expect(banner.textContent).toContain("You can read what was here");
  await screen.findByTestId("item-page");
  // Nothing is said of what others have: nobody tells this computer any more.
  expect((await screen.findByTestId("status")).textContent).toBe("Only to read");
  expect(screen.getByTestId("item-saved").textContent).toBe("Only to read");
  expect(document.body.textContent).not.toMatch(/people’s devices/);
  for (const name of [/^Add /, /^Claim/, /^Release/, "Archive", "Mark delivered", "Add comment", "Invite somebody"]) expect(screen.queryByRole("button", { name })).toBeNull();
  expect(screen.queryByRole("textbox", { name: "Write a comment" })).toBeNull();
  expect(await objections()).toEqual([]);
});
