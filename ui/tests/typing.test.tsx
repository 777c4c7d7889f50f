// Alice types while Bob's value for the same field arrives: the page shows both. The core is a small one with its rule
// (what an edit was not written over is kept); the real rule is tested in crates/app and crates/model.

import { cleanup, configure, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { FieldVersion, Intent, ItemView, ViewUpdate } from "../src/bindings";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { rowsFor } from "./fixture/rows";

const ITEM = "i1";
const KEY = `edit:${BOARD}:${ITEM}:title`;

type Standing = FieldVersion & { readonly entry: string };

/** The title of one need, as the core has it. */
class Title {
  standing: Standing[] = [this.#by("Alice", "Soup", "e1")];
  seq = 0;
  show: (update: ViewUpdate) => void = () => {};
  refuses = false;

  #by(by: string, value: string | null, entry: string): Standing {
    return { by, value, entry, mine: by === "Alice", at: 0 };
  }

  write(by: string, value: string | null, base: readonly string[] = this.standing.map(({ entry }) => entry)): void {
    const entry = `e${this.seq + 2}`;
    const kept = this.standing.filter((version) => !base.includes(version.entry) && version.by !== by);
    this.standing = [...kept, this.#by(by, value, entry)];
    this.seq += 1;
    this.show({ type: "patch", seq: this.seq, total: 1, changed: [this.row()], removed: [], order: null });
  }

  row() {
    const [shown] = rowsFor({ type: "item", board: BOARD, item: ITEM }, "full", "light");
    if (shown?.data.type !== "itemPage") throw new Error("no page");
    const page: ItemView = shown.data;
    const fields = page.fields.map((field) => field.field !== "title" ? field : {
      ...field,
      value: this.standing[0]?.value ?? null,
      versions: this.standing.length > 1 ? this.standing : [],
      stood: this.standing.map(({ entry }) => entry),
    });
    return { key: shown.key, data: { type: "itemPage" as const, ...page, fields } };
  }
}

function open(title: Title, draft?: string) {
  const asked: Intent[] = [];
  const fixture = fixtureBackend("full", "light");
  const dispatch: Backend["dispatch"] = async (intent) => {
    if (intent.type !== "showOpen") asked.push(intent);
    if (intent.type !== "editItem") return fixture.dispatch(intent);
    if (title.refuses) throw { code: "changedSince", message: "", details: { person: "Bob" } };
    for (const change of intent.changes) title.write("Alice", change.value, change.base);
    return { type: "done", undoable: true };
  };
  const subscribe: Backend["subscribe"] = async (query, onUpdate) => {
    if (query.type !== "item") return fixture.subscribe(query, onUpdate);
    title.show = onUpdate;
    onUpdate({ type: "snapshot", seq: title.seq, total: 1, rows: [title.row()] });
    return 2;
  };
  location.hash = `/board/${BOARD}/needs/${ITEM}`;
  const core = makeCore({ ...fixture, dispatch, subscribe });
  if (draft !== undefined) core.drafts.load([{ key: KEY, text: draft, at: 0 }]);
  render(content(core));
  return { asked, core };
}

const box = async () => await screen.findByLabelText<HTMLInputElement>("Title");
const versions = async () => within(await screen.findByTestId("versions-title"));

async function bothStand(hers: string) {
  const shown = await versions();
  await waitFor(() => expect(shown.getByText(/You and/).textContent).toBe("You and Bob both changed Title."));
  expect(shown.getByText(/Showing/).textContent).toBe("Showing “Bread” (from Bob).");
  expect(shown.getByText(hers).closest("button")?.textContent).toBe(`Use “${hers}”`);
}

// The first screen takes longer while other work has the machine.
configure({ asyncUtilTimeout: 20_000 });
vi.setConfig({ testTimeout: 60_000 });

afterEach(cleanup);

test("what Bob writes while Alice types is shown beside hers", async () => {
  const title = new Title();
  open(title);
  const field = await box();
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value: "Hot s" } });
  title.write("Bob", "Bread");
  await waitFor(() => expect(field.value).toBe("Hot s"));
  fireEvent.change(field, { target: { value: "Hot soup" } });
  fireEvent.blur(field);
  await bothStand("Hot soup");
  expect(title.standing.map(({ value }) => value)).toEqual(["Bread", "Hot soup"]);
  // What the field shows is what the panel says that it shows.
  await waitFor(() => expect(field.value).toBe("Bread"));
  // A choice is about all that is shown.
  fireEvent.click((await versions()).getByText("Hot soup"));
  await waitFor(() => expect(title.standing.map(({ value }) => value)).toEqual(["Hot soup"]));
  await waitFor(() => expect(screen.queryByTestId("versions-title")).toBeNull());
});

test("a draft from before a crash is shown beside what came since", async () => {
  const title = new Title();
  title.write("Bob", "Bread");
  const { asked } = open(title, JSON.stringify({ text: "Hot soup", base: ["e1"] }));
  const back = within(await screen.findByRole("group", { name: "Title: brought back" }));
  expect((await box()).value).toBe("Hot soup");
  expect(asked.some((intent) => intent.type === "editItem")).toBe(false);
  fireEvent.click(back.getByText("Keep"));
  await bothStand("Hot soup");
  expect(screen.queryByRole("group", { name: "Title: brought back" })).toBeNull();
});

test("where both cannot stand, Alice is asked whose it shall be", async () => {
  const title = new Title();
  title.write("Bob", "Bread");
  title.refuses = true;
  const { core } = open(title, JSON.stringify({ text: "Hot soup", base: ["e1"] }));
  fireEvent.click(await screen.findByText("Keep"));
  const asks = within(await screen.findByTestId("changed-title"));
  expect(asks.getByRole("status").textContent).toBe("Bob changed Title while you were writing. What you wrote is not saved yet.");
  expect((await box()).value).toBe("Hot soup");
  expect(core.drafts.get(KEY)).toBeDefined();
  title.refuses = false;
  fireEvent.click(asks.getByText("Keep mine"));
  await waitFor(() => expect(title.standing.map(({ value }) => value)).toEqual(["Hot soup"]));
  await waitFor(() => expect(screen.queryByTestId("changed-title")).toBeNull());
});

test("or Bob's is kept, and the draft is over", async () => {
  const title = new Title();
  title.write("Bob", "Bread");
  title.refuses = true;
  const { core } = open(title, JSON.stringify({ text: "Hot soup", base: ["e1"] }));
  fireEvent.click(await screen.findByText("Keep"));
  fireEvent.click((await screen.findByTestId("changed-title")).querySelectorAll("button")[1] ?? document.body);
  await waitFor(() => expect(screen.queryByTestId("changed-title")).toBeNull());
  expect((await box()).value).toBe("Bread");
  expect(title.standing.map(({ value }) => value)).toEqual(["Bread"]);
  expect(core.drafts.get(KEY)).toBeUndefined();
});

test("the amount of a claim comes back after a crash, until it is claimed", async () => {
  const { core } = open(new Title());
  const ask = async () => {
    await box();
    fireEvent.click(within(screen.getByTestId("item-page")).getByText("Claim"));
    return within(await screen.findByRole("dialog"));
  };
  const amount = await (await ask()).findByLabelText("How many (optional)");
  fireEvent.change(amount, { target: { value: "7" } });
  expect(core.drafts.get(`claim:${ITEM}`)).toBe("7");
  cleanup();
  render(content(core));
  const again = await ask();
  expect(again.getByLabelText<HTMLInputElement>("How many (optional)").value).toBe("7");
  fireEvent.click(again.getByText("Claim 7"));
  await waitFor(() => expect(core.drafts.get(`claim:${ITEM}`)).toBeUndefined());
});

test("what came back can be discarded, and nothing was published", async () => {
  const { asked, core } = open(new Title(), JSON.stringify({ text: "Hot soup", base: ["e1"] }));
  fireEvent.click(await screen.findByText("Discard"));
  await waitFor(async () => expect((await box()).value).toBe("Soup"));
  expect(core.drafts.get(KEY)).toBeUndefined();
  expect(asked.some((intent) => intent.type === "editItem")).toBe(false);
});

test("whoever claims more than is left is asked first", async () => {
  const { asked } = open(new Title());
  await box();
  fireEvent.click(within(screen.getByTestId("item-page")).getByText("Claim"));
  const dialog = within(await screen.findByRole("dialog"));
  fireEvent.change(await dialog.findByLabelText("How many (optional)"), { target: { value: "50" } });
  fireEvent.click(dialog.getByText("Claim 50"));
  expect((await dialog.findByRole("alert")).textContent).toBe("Only 8 are left. Claim 50 anyway?");
  expect(asked.some((intent) => intent.type === "claim")).toBe(false);
  fireEvent.click(dialog.getByText("Claim anyway"));
  await waitFor(() => expect(asked).toContainEqual({ type: "claim", board: BOARD, item: ITEM, quantity: 50, until: null, note: null }));
});

test("the note of what was given out comes back after a crash, until it is done", async () => {
  const core = makeCore(fixtureBackend("full", "light"));
  const key = `stock:${BOARD}:i5:givenOut`;
  const ask = async () => {
    location.hash = `/board/${BOARD}/supplies/i5`;
    render(content(core));
    await box();
    fireEvent.click(within(screen.getByTestId("item-page")).getByText("Give out"));
    return within(await screen.findByRole("dialog"));
  };
  fireEvent.change(await (await ask()).findByLabelText("Note (optional)"), { target: { value: "for the hall" } });
  expect(core.drafts.get(key)).toContain("for the hall");
  cleanup();
  const again = await ask();
  expect(again.getByLabelText<HTMLInputElement>("Note (optional)").value).toBe("for the hall");
  // Nothing is ready-made: what is typed is what goes out.
  expect(again.getByLabelText<HTMLInputElement>("How many").value).toBe("");
  fireEvent.change(again.getByLabelText("How many"), { target: { value: "7" } });
  fireEvent.click(again.getByText("Give out"));
  await waitFor(() => expect(core.drafts.get(key)).toBeUndefined());
});
