// Alice looks after herself: the lock, her twelve words, her backups, and what she is reminded of.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import { fixtureBackend } from "./fixture/backend";
import { PASSPHRASE, refusal } from "./fixture/entrance";
import { WORDS } from "./fixture/safety";
import { inTheWindow, objections, open, press } from "./window";

inTheWindow();

const part = async (id: string) => within(await screen.findByTestId(id));
const type = (name: string, text: string) => fireEvent.change(screen.getByLabelText(name), { target: { value: text } });

test("boards that are not locked are locked from Settings", async () => {
  const { asked } = open("empty", "/settings");
  expect((await part("lock")).getByText(/Your boards are not locked/)).toBeTruthy();
  await press("Lock your boards…");
  const form = within(await screen.findByRole("dialog", { name: "Lock your boards" }));
  expect(form.getAllByRole("radio").map((radio) => (radio as HTMLInputElement).value)).toEqual(["keyring", "passphrase"]);
  expect(await objections()).toEqual([]);
  fireEvent.click(form.getByRole("button", { name: "Use the keyring" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "changeVault", entry: { way: "keyring" } }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("nothing in Settings moves under a press: they are shown once all that they say is known", async () => {
  const fixture = fixtureBackend("empty", "light");
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const read: Backend["read"] = async (reading) => {
    if (reading.type === "safety") await asked;
    return fixture.read(reading);
  };
  const { core } = open("empty", "/settings", { read });
  // The backup's line is there, the lock's is not.
  await waitFor(() => expect(core.views.get(JSON.stringify({ type: "backup" }))?.content().phase).toBe("ready"));
  expect(screen.queryByRole("button", { name: "Carried boards" })).toBeNull();
  answer();
  await part("lock");
  expect(screen.getByRole("button", { name: "Carried boards" })).toBeTruthy();
});

test("Settings open without what could not be read", async () => {
  const read: Backend["read"] = async (reading) => {
    if (reading.type === "safety") throw refusal("diskFailed", {});
    return fixtureBackend("empty", "light").read(reading);
  };
  open("empty", "/settings", { read });
  await screen.findByRole("button", { name: "Carried boards" });
  expect(screen.queryByTestId("lock")).toBeNull();
});

test("a change of the lock that is refused is said in the form, and nothing is closed", async () => {
  const dispatch: Backend["dispatch"] = async () => {
    throw refusal("keyringFailed", { why: "fleeting" });
  };
  open("empty", "/settings", { dispatch });
  await press("Lock your boards…");
  await press("Use the keyring");
  expect((await screen.findByRole("alert")).textContent).toMatch(/forgets everything when you log out/);
  expect(screen.getByRole("dialog")).toBeTruthy();
});

test("another passphrase is typed twice", async () => {
  const { asked } = open("many", "/settings");
  await press("Change the lock…");
  type("New passphrase", "a quiet orange door");
  type("The same once more", "a quiet orange door");
  await press("Lock with this passphrase");
  await waitFor(() => expect(asked).toContainEqual({ type: "changeVault", entry: { way: "passphrase", passphrase: "a quiet orange door" } }));
});

test("the words are shown when asked for, and checked by two of them", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.3);
  const { core } = open("full", "/settings/recovery");
  expect(screen.queryByTestId("word-sheet")).toBeNull();
  await press("Show the twelve words");
  const words = (await part("word-sheet")).getAllByRole("listitem").map((word) => word.textContent?.replace(/^\d+\./, ""));
  expect(words).toEqual(WORDS);
  expect(await objections()).toEqual([]);
  await press("I have written them down");
  expect(screen.queryByTestId("word-sheet")).toBeNull();
  // Places 4 and 8 by the fixed chance.
  type("Word 4", "maple");
  type("Word 8", "orbits");
  await press("Check");
  expect(screen.getByText("Another word stands there. Look at the sheet again, and correct your paper.")).toBeTruthy();
  expect(core.drafts.get("safety:words-on-paper")).toBeUndefined();
  type("Word 8", " Orbit ");
  await press("Check");
  await waitFor(() => expect(core.drafts.get("safety:words-on-paper")).toBe("yes"));
  // They do not stay on the screen.
  expect(screen.queryByTestId("word-sheet")).toBeNull();
  vi.restoreAllMocks();
});

test("the sheet is printed alone", async () => {
  const printPage = vi.fn();
  open("full", "/settings/recovery", { printPage });
  await press("Show the twelve words");
  await press("Print");
  expect(printPage).toHaveBeenCalledOnce();
  expect(screen.getByTestId("word-sheet").className).toContain("print-sheet");
});

test("taking the words off this computer needs them typed", async () => {
  const { asked } = open("full", "/settings/recovery");
  await press("Take the words off this computer…");
  const form = within(await screen.findByRole("dialog", { name: "Take the words off this computer?" }));
  expect(form.getByText(/If the paper is lost too, nobody can bring you back/)).toBeTruthy();
  fireEvent.click(form.getByRole("button", { name: "Take them off" }));
  expect(form.getByText("Type your twelve words.")).toBeTruthy();
  type("Your twelve words", WORDS.join(" "));
  await waitFor(() => expect(form.getByRole("button", { name: "Take them off" }).hasAttribute("disabled")).toBe(false));
  fireEvent.click(form.getByRole("button", { name: "Take them off" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "keepWordsOnPaper", words: WORDS.join(" ") }));
});

test("words that are on paper only cannot be shown, and can be kept here again", async () => {
  const { asked } = open("many", "/settings/recovery");
  await screen.findByRole("heading", { name: "The words are on paper only" });
  expect(screen.queryByRole("button", { name: "Show the twelve words" })).toBeNull();
  await press("Keep them here again…");
  type("Your twelve words", WORDS.join(" "));
  await press("Keep them here");
  await waitFor(() => expect(asked).toContainEqual({ type: "keepWordsHere", words: WORDS.join(" ") }));
});

test("a backup is made and checked, each with what it holds", async () => {
  open("full", "/settings");
  const backup = await part("backup");
  expect(await backup.findByText(/Since then: 214 changes/)).toBeTruthy();
  fireEvent.click(backup.getByRole("button", { name: "Make a backup…" }));
  expect(await backup.findByText("The backup is made, and was read again whole: 3 boards, 1,204 changes.")).toBeTruthy();
  fireEvent.click(backup.getByRole("button", { name: "Check a backup…" }));
  expect(await backup.findByText(/^This backup is whole, and yours: 3 boards/)).toBeTruthy();
});

test("a backup that cannot be used says why; changing one’s mind says nothing", async () => {
  const checkBackup = vi.fn<Backend["checkBackup"]>().mockRejectedValueOnce(refusal("backupUnusable", { why: "cutShort" })).mockResolvedValueOnce(null);
  open("full", "/settings", { checkBackup });
  const backup = await part("backup");
  fireEvent.click(backup.getByRole("button", { name: "Check a backup…" }));
  expect((await backup.findByRole("alert")).textContent).toMatch(/was not copied whole/);
  fireEvent.click(backup.getByRole("button", { name: "Check a backup…" }));
  await waitFor(() => expect(backup.queryByRole("alert")).toBeNull());
  expect(checkBackup).toHaveBeenCalledTimes(2);
});

test("the boards page reminds of a backup, which is made there or put off", async () => {
  const { asked } = open("full", "/");
  const task = await part("backup-reminder");
  fireEvent.click(task.getByRole("button", { name: "Remind me in a week" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "putOffBackup", days: 7 }));
  await press("Undo");
  await waitFor(() => expect(asked).toContainEqual({ type: "putOffBackup", days: 0 }));
});

test("who has never seen the words is led to them first; who has a new backup is not reminded", async () => {
  open("removed", "/");
  const task = await part("backup-reminder");
  expect(task.queryByRole("button", { name: "Make a backup…" })).toBeNull();
  fireEvent.click(task.getByRole("button", { name: "Write down the words…" }));
  await screen.findByRole("heading", { level: 1, name: "Recovery sheet" });
  cleanup();
  open("many", "/");
  await screen.findByRole("heading", { level: 1, name: "Your boards" });
  expect(screen.queryByTestId("backup-reminder")).toBeNull();
});

test("no board moves under a press: they are shown once it is known whether a backup is due", async () => {
  const fixture = fixtureBackend("full", "light");
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const subscribe: Backend["subscribe"] = async (query, onUpdate) => {
    if (query.type === "backup") await asked;
    return fixture.subscribe(query, onUpdate);
  };
  const { core } = open("full", "/", { subscribe });
  await waitFor(() => expect(core.views.get(JSON.stringify({ type: "boards" }))?.content().phase).toBe("ready"));
  expect(screen.queryByRole("heading", { level: 1, name: "Your boards" })).toBeNull();
  answer();
  await part("backup-reminder");
  expect(screen.getByRole("heading", { level: 1, name: "Your boards" })).toBeTruthy();
});

test("an open app asks for the passphrase again before it shows the words", async () => {
  const typed: (string | null)[] = [];
  const recoveryWords: Backend["recoveryWords"] = async (passphrase) => {
    typed.push(passphrase);
    if (passphrase === null) throw refusal("passphraseNeeded", { why: "again" });
    if (passphrase !== PASSPHRASE) throw refusal("passphraseWrong", { why: "again" });
    return WORDS;
  };
  open("full", "/settings/recovery", { recoveryWords });
  await press("Show the twelve words");
  const asked = within(await screen.findByRole("dialog", { name: "Your passphrase once more" }));
  expect(await objections()).toEqual([]);
  fireEvent.click(asked.getByRole("button", { name: "Go on" }));
  expect(asked.getByText("Type your passphrase.")).toBeTruthy();
  type("Your passphrase", "four tired green boots");
  await press("Go on");
  await screen.findByText(/This is not the passphrase/);
  expect(screen.queryByTestId("word-sheet")).toBeNull();
  // What was typed before is gone.
  expect((screen.getByLabelText("Your passphrase") as HTMLInputElement).value).toBe("");
  type("Your passphrase", PASSPHRASE);
  await press("Go on");
  await part("word-sheet");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(typed).toEqual([null, "four tired green boots", PASSPHRASE]);
});

test("who changes their mind is shown no words", async () => {
  const recoveryWords: Backend["recoveryWords"] = async () => {
    throw refusal("passphraseNeeded", { why: "again" });
  };
  open("full", "/settings/recovery", { recoveryWords });
  await press("Show the twelve words");
  await press("Cancel");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(screen.queryByTestId("word-sheet")).toBeNull();
  expect(screen.getByRole("button", { name: "Show the twelve words" })).toBeTruthy();
});

test("another lock is taken only with the passphrase of now, above the form that asks for it", async () => {
  const entry = { way: "passphrase", passphrase: "a quiet orange door" } as const;
  const dispatch: Backend["dispatch"] = async (intent) => {
    if (intent.type === "withPassphrase" && intent.passphrase === PASSPHRASE) return { type: "done", undoable: false };
    throw refusal("passphraseNeeded", { why: "again" });
  };
  const { asked } = open("many", "/settings", { dispatch });
  await press("Change the lock…");
  type("New passphrase", entry.passphrase);
  type("The same once more", entry.passphrase);
  await press("Lock with this passphrase");
  await screen.findByRole("dialog", { name: "Your passphrase once more" });
  type("Your passphrase", PASSPHRASE);
  await press("Go on");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(asked).toContainEqual({ type: "withPassphrase", passphrase: PASSPHRASE, intent: { type: "changeVault", entry } });
});

test("with the words on paper a board is made with them typed, and what was begun stays", async () => {
  const dispatch: Backend["dispatch"] = async (intent) => {
    if (intent.type === "createBoard") throw refusal("wordsNeeded");
    if (intent.type !== "withWords") return { type: "done", undoable: false };
    if (intent.words !== WORDS.join(" ")) throw refusal("wordsWrong", { why: "checksum" });
    return { type: "board", board: "b0a2d" };
  };
  const { asked } = open("many", "/", { dispatch });
  await press("Make a board");
  fireEvent.change(await screen.findByLabelText("Name of the board"), { target: { value: "Depot East" } });
  await press("Make the board");
  await screen.findByRole("dialog", { name: "Your twelve words are needed" });
  expect(await objections()).toEqual([]);
  type("Your twelve words", "river lantern");
  await press("Go on");
  await screen.findByText(/not twelve that belong together/);
  type("Your twelve words", WORDS.join(" "));
  await press("Go on");
  await waitFor(() => expect(location.hash).toContain("b0a2d"));
  expect(asked.filter((intent) => intent.type === "withWords").at(-1)).toMatchObject({ words: WORDS.join(" "), intent: { type: "createBoard", name: "Depot East" } });
  // A sheet of secrets is no draft.
  expect(asked.filter((intent) => intent.type === "saveDraft" && intent.text.includes("lantern"))).toEqual([]);
});

test("with the words on paper one joins with them typed", async () => {
  const dispatch: Backend["dispatch"] = async (intent) => {
    if (intent.type === "join") throw refusal("wordsNeeded");
    return { type: "joining", board: "b0a2d" };
  };
  const { asked } = open("many", "/join", { dispatch });
  fireEvent.change(await screen.findByLabelText("Invite ticket"), { target: { value: "mh1k7q4" } });
  await screen.findByText(/^Invited by/);
  await press("Ask to join");
  await screen.findByRole("dialog", { name: "Your twelve words are needed" });
  type("Your twelve words", WORDS.join(" "));
  await press("Go on");
  await waitFor(() => expect(asked.some((intent) => intent.type === "withWords" && intent.intent.type === "join")).toBe(true));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});
