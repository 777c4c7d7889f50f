// Alice types, and the window dies: what was on disk comes back, and a draft ends only when its text is saved.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent, Outcome } from "../src/bindings";
import { FieldEditor } from "../src/features/items/page/fieldEditor";
import { DraftKeeper } from "../src/state/drafts";

const ADDRESS = { board: "b", item: "i", field: "title" };
const KEY = "edit:b:i:title";
const BLANKETS = { value: "Blankets", stood: ["e1"] };
const DONE: Outcome = { type: "done", undoable: true };

const draft = (text: string, ...base: string[]) => JSON.stringify({ text, base });

function alice(answer: (intent: Intent) => Promise<Outcome> = async () => DONE) {
  const asked: Intent[] = [];
  const dispatch: Backend["dispatch"] = (intent) => {
    asked.push(intent);
    return answer(intent);
  };
  const backend = { dispatch } as unknown as Backend;
  const drafts = new DraftKeeper(backend);
  const of = (type: Intent["type"]) => asked.filter((intent) => intent.type === type);
  return { backend, drafts, asked, of };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what is typed is on its way to the disk within a tenth of a second", () => {
  const { drafts, asked } = alice();
  drafts.set("comment", "So");
  vi.advanceTimersByTime(50);
  drafts.set("comment", "Soup");
  vi.advanceTimersByTime(50);
  expect(asked.length).toBeGreaterThan(0);
  vi.advanceTimersByTime(100);
  expect(asked.at(-1)).toEqual({ type: "saveDraft", key: "comment", text: "Soup" });
});

test("somebody who never pauses is kept too", async () => {
  const { drafts, of } = alice();
  for (let at = 0; at < 20; at += 1) {
    drafts.set("comment", "x".repeat(at));
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(of("saveDraft").length).toBeGreaterThan(5);
});

test("a slow save does not bring back what was forgotten", async () => {
  const answers: (() => void)[] = [];
  const { drafts, asked } = alice(() => new Promise((done) => answers.push(() => done(DONE))));
  drafts.set("comment", "Soup");
  vi.advanceTimersByTime(100);
  drafts.discard("comment");
  expect(asked.map((intent) => intent.type)).toEqual(["saveDraft"]);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map((intent) => intent.type)).toEqual(["saveDraft", "discardDraft"]);
});

test("behind a slow save only the newest text is written", async () => {
  const answers: (() => void)[] = [];
  const { drafts, asked } = alice(() => new Promise((done) => answers.push(() => done(DONE))));
  for (const text of ["S", "So", "Soup"]) {
    drafts.set("comment", text);
    vi.advanceTimersByTime(100);
  }
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  answers[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked.map((intent) => intent.type === "saveDraft" && intent.text)).toEqual(["S", "Soup"]);
});

test("a field that is typed into saves after a pause, once", async () => {
  const { backend, drafts, of } = alice();
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  editor.focus();
  editor.type("Blankets, 20");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(of("editItem")).toEqual([{ type: "editItem", board: "b", item: "i", changes: [{ field: "title", value: "Blankets, 20", base: ["e1"] }] }]);
  expect(of("discardDraft")).toHaveLength(1);
  expect(drafts.get(KEY)).toBeUndefined();
});

test("a day is saved when Alice is done with it, not in a pause in the middle of it", async () => {
  const { backend, drafts, of } = alice();
  const day = { check: () => null, atPause: false };
  const editor = new FieldEditor(backend, drafts, { ...ADDRESS, field: "neededBy" }, { value: "", stood: [] }, day);
  editor.focus();
  // "1/2" on the way to "1/25/2027".
  editor.type("2027-01-02");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(of("editItem")).toEqual([]);
  expect(of("saveDraft")).not.toHaveLength(0);
  editor.type("2027-01-25");
  editor.blur();
  await vi.advanceTimersByTimeAsync(0);
  expect(of("editItem")).toMatchObject([{ changes: [{ field: "neededBy", value: "2027-01-25" }] }]);
  editor.focus();
  editor.type("2027-01-26");
  await editor.keep();
  expect(of("editItem")).toHaveLength(2);
});

test("a refused text stays, with its draft", async () => {
  const refusal = { code: "diskFull", message: "", details: {} };
  const { backend, drafts, of } = alice(async (intent) => {
    if (intent.type === "editItem") throw refusal;
    return DONE;
  });
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  editor.focus();
  editor.type("Blankets, 20");
  editor.blur();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(editor.state()).toMatchObject({ text: "Blankets, 20", error: refusal });
  expect(of("discardDraft")).toHaveLength(0);
  expect(drafts.get(KEY)).toBe(draft("Blankets, 20", "e1"));
});

test("after a crash the draft is brought back, and saved when Alice keeps it", async () => {
  const { backend, drafts, of } = alice();
  drafts.load([{ key: KEY, text: draft("Blankets and pil", "e0"), at: 0 }]);
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  expect(editor.state()).toMatchObject({ text: "Blankets and pil", offered: true });
  // Neither a look at the page nor leaving it publishes what nobody has confirmed.
  editor.focus();
  editor.blur();
  await editor.commit();
  expect(of("editItem")).toEqual([]);
  expect(drafts.get(KEY)).toBeDefined();
  await editor.keep();
  // Over what stood when it was typed, not over what stands now.
  expect(of("editItem")).toMatchObject([{ changes: [{ value: "Blankets and pil", base: ["e0"] }] }]);
});

test("a draft of an older app replaces nothing", async () => {
  const { backend, drafts, of } = alice();
  drafts.load([{ key: KEY, text: "Blankets and pil", at: 0 }]);
  await new FieldEditor(backend, drafts, ADDRESS, BLANKETS).keep();
  expect(of("editItem")).toMatchObject([{ changes: [{ value: "Blankets and pil", base: [] }] }]);
});

test("what Bob writes meanwhile does not take the words from under Alice's hands", () => {
  const { backend, drafts } = alice();
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  editor.focus();
  editor.type("Blankets, 20");
  editor.receive({ value: "Blankets for the school", stood: ["e2"] });
  expect(editor.state().text).toBe("Blankets, 20");
});

test("all that is typed in one go was written over what stood at its beginning", async () => {
  const { backend, drafts, of } = alice();
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  editor.focus();
  editor.type("Blankets, 20");
  await vi.advanceTimersByTimeAsync(1_000);
  // Alice's own, and then Bob's beside it.
  editor.receive({ value: "Blankets, 20", stood: ["e2"] });
  editor.receive({ value: "Blankets for the school", stood: ["e3", "e2"] });
  editor.type("Blankets, 20 or more");
  expect(drafts.get(KEY)).toBe(draft("Blankets, 20 or more", "e1"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(of("editItem").at(-1)).toMatchObject({ changes: [{ value: "Blankets, 20 or more", base: ["e1"] }] });
  // The next go begins with what is shown then.
  editor.blur();
  editor.receive({ value: "Blankets for the school", stood: ["e3", "e4"] });
  expect(editor.state().text).toBeNull();
  editor.focus();
  expect(editor.state().text).toBe("Blankets for the school");
  editor.type("Blankets for all");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(of("editItem").at(-1)).toMatchObject({ changes: [{ base: ["e3", "e4"] }] });
});

test("a value that was chosen takes the place of the text, also under the focus", () => {
  const { backend, drafts } = alice();
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  editor.focus();
  editor.type("Blankets, 20");
  editor.reset();
  editor.focus();
  editor.receive({ value: "Blankets for the school", stood: ["e3"] });
  expect(editor.state().text).toBe("Blankets for the school");
});

test("what came back is saved once Alice types on", async () => {
  const { backend, drafts, of } = alice();
  drafts.load([{ key: KEY, text: draft("Blankets and pil", "e1"), at: 0 }]);
  const editor = new FieldEditor(backend, drafts, ADDRESS, BLANKETS);
  editor.focus();
  editor.type("Blankets and pillows");
  expect(editor.state().offered).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(of("editItem")).toMatchObject([{ changes: [{ value: "Blankets and pillows", base: ["e1"] }] }]);
});

test("half a date waits, is named when the field is left, and is never dropped", async () => {
  const { backend, drafts, of } = alice();
  const wrong = { code: "badField", message: "", details: { why: "notADate" } } as const;
  const editor = new FieldEditor(backend, drafts, ADDRESS, { value: "", stood: [] }, { check: (text) => (text === "12/" ? wrong : null), atPause: false });
  editor.focus();
  editor.type("12/");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(editor.state()).toMatchObject({ text: "12/", error: null });
  editor.blur();
  await vi.advanceTimersByTimeAsync(0);
  expect(editor.state()).toMatchObject({ text: "12/", error: wrong });
  expect(of("editItem")).toEqual([]);
  expect(drafts.get(KEY)).toBe(draft("12/"));
});
