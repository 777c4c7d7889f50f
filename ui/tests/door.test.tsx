// Alice stands before her locked boards: she chooses how the key is kept, opens the lock, or brings herself back.

import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import type { DoorState, VaultEntry } from "../src/bindings";
import { around } from "../src/mount";
import { Door, Entry } from "../src/views/Entry";
import { entrance, PASSPHRASE, refusal } from "./fixture/entrance";

configure({ asyncUtilTimeout: 20_000 });
beforeEach(() => {
  document.documentElement.lang = "en";
});
beforeAll(async () => {
  await Door.fetch();
}, 120_000);
afterEach(cleanup);

const WORDS = "abandon ability able about above absent absorb abstract absurd abuse access accident";

async function open(data: string, part: Partial<ReturnType<typeof entrance>> = {}) {
  const door = { ...entrance(data), ...part };
  const tried: VaultEntry[] = [];
  const unlock = (entry: VaultEntry) => {
    tried.push(entry);
    return door.unlock(entry);
  };
  const restore = vi.fn(door.restore);
  const opened = vi.fn();
  const state = await door.startState();
  render(around(<Entry entrance={{ ...door, unlock, restore }} state={state} onOpen={opened} />));
  await screen.findByRole("heading", { level: 1 });
  return { tried, opened, restore };
}

const heading = (name: string) => screen.findByRole("heading", { level: 1, name });
const press = async (name: string) => fireEvent.click(await screen.findByRole("button", { name }));
const choose = (name: string) => fireEvent.click(screen.getByRole("radio", { name }));
const type = (name: string, text: string) => fireEvent.change(screen.getByLabelText(name), { target: { value: text } });

async function objections(): Promise<string[]> {
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
}

describe("every closed door", () => {
  test.each([
    ["door-first", "Welcome to Manyhands"], ["door-keep", "How shall your boards be locked?"], ["door-older", "How shall your boards be locked?"],
    ["door-locked", "Your boards are locked"], ["door-keyring", "Your boards cannot be opened now"], ["door-damaged", "Your boards cannot be opened now"],
  ])("%s", async (data, title) => {
    const { opened, tried } = await open(data);
    await heading(title);
    expect(await objections()).toEqual([]);
    expect(opened).not.toHaveBeenCalled();
    expect(tried).toEqual([]);
  });
});

test("a first start asks for a name, then for a lock, and touches no keyring before that is chosen", async () => {
  const { opened, tried } = await open("door-first");
  await press("Continue");
  expect(screen.getByText("Type a name, so that others know who helps.")).toBeTruthy();
  expect(tried).toEqual([]);
  type("Your name", " Alice ");
  await press("Continue");
  await heading("How shall your boards be locked?");
  expect(tried).toEqual([]);
  // What is going to come from the system is said before it comes.
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "With the keyring of this computer" }).checked).toBe(true);
  expect(screen.getByText(/a window of your computer may ask for the keyring’s password, or for a new one/)).toBeTruthy();
  expect(await objections()).toEqual([]);
  choose("With a passphrase");
  type("New passphrase", "short");
  await press("Lock with this passphrase");
  expect(screen.getByText("This is too short. Type at least 8 characters.")).toBeTruthy();
  type("New passphrase", PASSPHRASE);
  type("The same once more", `${PASSPHRASE}!`);
  await press("Lock with this passphrase");
  expect(screen.getByText("The two are not the same. Type both again.")).toBeTruthy();
  expect(tried).toEqual([]);
  type("The same once more", PASSPHRASE);
  await press("Lock with this passphrase");
  await waitFor(() => expect(opened).toHaveBeenCalledWith("Alice", false));
  expect(tried).toEqual([{ way: "passphrase", passphrase: PASSPHRASE }]);
});

test("a keyring whose window is closed says what happened, and the other locks stand beside", async () => {
  let answer: (state: DoorState) => void = () => {};
  const unlock = () => new Promise<DoorState>((done) => (answer = done));
  const { tried, opened } = await open("door-first", { unlock });
  type("Your name", "Alice");
  await press("Continue");
  await press("Use the keyring");
  expect((await screen.findByRole("status")).textContent).toMatch(/asking in a window of its own/);
  answer({ type: "asks", state: { type: "new" }, error: refusal("keyringFailed", { why: "locked" }) });
  const told = await screen.findByRole("alert");
  expect(told.textContent).toMatch(/^The keyring was not opened: its window was closed/);
  await heading("How shall your boards be locked?");
  // There are no boards yet, so nothing is said of a key to them.
  expect(document.body.textContent).not.toMatch(/cannot be opened|key to your boards/);
  expect(tried).toEqual([{ way: "keyring" }]);
  expect(await objections()).toEqual([]);
  choose("Not locked");
  await press("Go on without a lock");
  answer({ type: "open" });
  await waitFor(() => expect(opened).toHaveBeenCalledWith("Alice", false));
});

test("one can go back from the locks to the name", async () => {
  await open("door-first");
  type("Your name", "Alice");
  await press("Continue");
  await press("Go back");
  await heading("Welcome to Manyhands");
  expect(screen.getByLabelText<HTMLInputElement>("Your name").value).toBe("Alice");
});

test("boards without a lock are a choice of their own, and its consequence is said", async () => {
  const { opened, tried } = await open("door-keep");
  fireEvent.click(screen.getByRole("radio", { name: "Not locked" }));
  expect(screen.getByText(/Whoever gets hold of this computer or its disk can read your boards/)).toBeTruthy();
  await press("Go on without a lock");
  await waitFor(() => expect(opened).toHaveBeenCalled());
  expect(tried).toEqual([{ way: "plainFile" }]);
});

test("a keyring that does not answer says so, and the choice stays", async () => {
  await open("door-first");
  type("Your name", "Alice");
  await press("Continue");
  await press("Use the keyring");
  expect((await screen.findByRole("alert")).textContent).toMatch(/^No keyring answers on this computer. Choose another lock/);
});

test("a wrong passphrase is said at the field, which keeps the focus; the right one opens", async () => {
  const { opened } = await open("door-locked");
  expect(screen.getByRole("button", { name: "Open" }).hasAttribute("disabled")).toBe(true);
  type("Passphrase", "four tired blue boats");
  await press("Open");
  expect(await screen.findByText(/This is not the passphrase/)).toBeTruthy();
  const field = screen.getByLabelText<HTMLInputElement>("Passphrase");
  await waitFor(() => expect(document.activeElement).toBe(field));
  expect(field.type).toBe("password");
  expect(await objections()).toEqual([]);
  // The same again is told again.
  await press("Open");
  expect(await screen.findByText(/This is not the passphrase/)).toBeTruthy();
  type("Passphrase", PASSPHRASE);
  expect(screen.queryByText(/This is not the passphrase/)).toBeNull();
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(opened).toHaveBeenCalled());
});

test("what is typed can be shown", async () => {
  await open("door-locked");
  await press("Show what is typed: Passphrase");
  expect(screen.getByLabelText<HTMLInputElement>("Passphrase").type).toBe("text");
});

test.each([
  ["locked", /is locked, and the key to your boards is in it/], ["forgotten", /does not have the key to your boards any more/],
  ["otherKey", /has another key/], ["slow", /did not answer in time/], ["absent", /No keyring answers/], ["fleeting", /forgets everything when you log out/],
])("a keyring that is %s has its own words", async (why, words) => {
  const asks = { type: "asks", state: { type: "locked", way: "keyring" }, error: refusal("keyringFailed", { why }) } as const;
  const { tried } = await open("door-keyring", { startState: async () => asks, unlock: async () => asks });
  expect(screen.getByRole("alert").textContent).toMatch(words);
  await press("Try again");
  await waitFor(() => expect(tried).toEqual([{}]));
});

test("a forgotten passphrase: what is locked is moved aside, and where it is is told", async () => {
  const { opened } = await open("door-locked");
  await press("I have forgotten it");
  await heading("The passphrase is forgotten");
  await press("Go back");
  await heading("Your boards are locked");
  await press("I have forgotten it");
  await press("Move it aside, and begin anew");
  await heading("Welcome to Manyhands");
  expect(screen.getByText(/default-aside-1763800000/)).toBeTruthy();
  expect(opened).not.toHaveBeenCalled();
});

test("coming back wants a file and twelve words, and says what came", async () => {
  const { opened, restore } = await open("door-first");
  await press("I already use Manyhands");
  await heading("Welcome back");
  expect(await objections()).toEqual([]);
  await press("Bring me back");
  expect(screen.getByRole("alert").textContent).toBe("Choose the backup file first.");
  await press("Choose the backup file");
  await screen.findByText("manyhands.backup");
  await press("Bring me back");
  expect(screen.getByText("Type your twelve words.")).toBeTruthy();
  expect(restore).not.toHaveBeenCalled();
  type("Your twelve words", "abandon ability");
  await press("Bring me back");
  expect(await screen.findByText("There must be twelve words, and these are 2.")).toBeTruthy();
  type("Your twelve words", WORDS);
  await press("Bring me back");
  // The lock is chosen first, and the return goes on by itself.
  await heading("How shall your boards be locked?");
  choose("With a passphrase");
  type("New passphrase", PASSPHRASE);
  type("The same once more", PASSPHRASE);
  await press("Lock with this passphrase");
  await heading("You are back");
  expect(restore).toHaveBeenLastCalledWith({ way: "passphrase", passphrase: PASSPHRASE }, WORDS, "file-1");
  expect(screen.getByText(/^3 boards and 1,204 changes came out of the backup of/)).toBeTruthy();
  expect(await objections()).toEqual([]);
  await press("Open Manyhands");
  expect(opened).toHaveBeenCalledWith("", false);
});

test("another device of mine opens the boards first, and asks for no name", async () => {
  const { opened, tried } = await open("door-first");
  type("Your name", "Alice");
  await press("I already use Manyhands");
  fireEvent.click(await screen.findByRole("radio", { name: "Another device of mine" }));
  expect(screen.queryByLabelText("Your twelve words")).toBeNull();
  await press("Go on");
  await heading("How shall your boards be locked?");
  fireEvent.click(screen.getByRole("radio", { name: "Not locked" }));
  await press("Go on without a lock");
  await waitFor(() => expect(opened).toHaveBeenCalledWith("", true));
  expect(tried).toEqual([{ way: "plainFile" }]);
});

test("the words alone bring the person, without a file", async () => {
  const { restore } = await open("door-first");
  await press("I already use Manyhands");
  fireEvent.click(await screen.findByRole("radio", { name: "The twelve words alone" }));
  type("Your twelve words", WORDS);
  await press("Bring me back");
  await heading("How shall your boards be locked?");
  fireEvent.click(screen.getByRole("radio", { name: "Not locked" }));
  await press("Go on without a lock");
  await heading("You are back");
  expect(restore).toHaveBeenLastCalledWith({ way: "plainFile" }, WORDS, null);
  expect(screen.getByText(/You are the same person as before/)).toBeTruthy();
});

test.each([
  ["backupUnusable", { why: "otherWords" }, /belongs to other twelve words/], ["backupUnusable", { why: "cutShort" }, /was not copied whole/],
  ["backupUnusable", { why: "notABackup" }, /not a backup of Manyhands/], ["wordsWrong", { why: "unknown", number: "4", near: "about, above" }, /Word 4 .* Near to it: about, above/],
  ["wordsWrong", { why: "checksum" }, /two have changed places/],
] as const)("%s %o is said where it stands", async (code, details, words) => {
  const restore = async () => {
    throw refusal(code, details);
  };
  await open("door-first", { restore });
  await press("I already use Manyhands");
  await press("Choose the backup file");
  await screen.findByText("manyhands.backup");
  type("Your twelve words", WORDS);
  await press("Bring me back");
  expect(await screen.findByText(words)).toBeTruthy();
  // What was typed stays.
  expect(screen.getByLabelText<HTMLTextAreaElement>("Your twelve words").value).toBe(WORDS);
});
