// Alice's window keeps a view true: updates in order, and none lost without healing.

import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Row, ViewUpdate } from "../src/bindings";
import { ViewStore } from "../src/state/viewStore";

function row(key: string, name = key): Row {
  return {
    key,
    data: { type: "join", board: key, boardName: name, inviter: "Alice", since: 0, progress: { type: "waiting" } },
  };
}

/** A backend whose views are driven by hand. */
function driven() {
  const opened: ((update: ViewUpdate) => void)[] = [];
  const unsubscribe = vi.fn(async () => {});
  const subscribe: Backend["subscribe"] = async (_, onUpdate) => opened.push(onUpdate);
  return { opened, unsubscribe, backend: { subscribe, unsubscribe } as unknown as Backend };
}

function watch() {
  const { backend, opened, unsubscribe } = driven();
  const store = new ViewStore(backend, { type: "joins" }, (work) => work());
  const told = vi.fn();
  const stop = store.subscribe(told);
  const send = (update: ViewUpdate) => opened.at(-1)?.(update);
  return { store, told, stop, send, opened, unsubscribe };
}

const names = (store: ViewStore) => store.content().rows.map((shown) => shown.key);

test("a snapshot, then patches in order", () => {
  const { store, send } = watch();
  send({ type: "snapshot", seq: 0, total: 2, rows: [row("a"), row("b")] });
  send({ type: "patch", seq: 1, total: 3, changed: [row("c")], removed: [], order: ["c", "a", "b"] });
  send({ type: "patch", seq: 2, total: 2, changed: [], removed: ["a"], order: null });
  expect(names(store)).toEqual(["c", "b"]);
  expect(store.content().total).toBe(2);
});

test("a row that did not change stays the same object", () => {
  const { store, send } = watch();
  send({ type: "snapshot", seq: 0, total: 2, rows: [row("a"), row("b")] });
  const before = store.content().rows[0];
  send({ type: "patch", seq: 1, total: 2, changed: [row("b", "changed")], removed: [], order: null });
  expect(store.content().rows[0]).toBe(before);
});

test("a gap opens the view again and shows nothing wrong meanwhile", async () => {
  const { store, send, opened } = watch();
  send({ type: "snapshot", seq: 0, total: 1, rows: [row("a")] });
  send({ type: "patch", seq: 2, total: 0, changed: [], removed: ["a"], order: null });
  expect(names(store)).toEqual(["a"]);
  expect(opened).toHaveLength(2);
  opened[0]?.({ type: "patch", seq: 1, total: 2, changed: [row("z")], removed: [], order: null });
  expect(names(store)).toEqual(["a"]);
  send({ type: "snapshot", seq: 0, total: 1, rows: [row("b")] });
  expect(names(store)).toEqual(["b"]);
});

test("after a resync the snapshot counts", () => {
  const { store, send, opened } = watch();
  send({ type: "snapshot", seq: 0, total: 1, rows: [row("a")] });
  send({ type: "resync" });
  send({ type: "snapshot", seq: 0, total: 1, rows: [row("b")] });
  expect(names(store)).toEqual(["b"]);
  expect(opened).toHaveLength(1);
});

test("nobody looking closes the view", async () => {
  const { stop, unsubscribe } = watch();
  await Promise.resolve();
  stop();
  expect(unsubscribe).toHaveBeenCalledOnce();
});
