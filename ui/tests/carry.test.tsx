// Alice and Bob without any network: a file for one, and reading one.

import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Row } from "../src/bindings";
import { fixtureBackend } from "./fixture/backend";
import { refusal } from "./fixture/entrance";
import { at, inTheWindow, objections, open, press } from "./window";

inTheWindow();

test("what Bob lacks is saved from his page, and what came of it is said there", async () => {
  const saveCarried = vi.fn<Backend["saveCarried"]>().mockResolvedValue({ type: "carriedSaved", saved: { name: "Bob", entries: 12, tellsRemoval: false } });
  open("full", at("people/Bob"), { saveCarried });
  await press("Save what Bob lacks…");
  await waitFor(() => expect(saveCarried).toHaveBeenCalledTimes(1));
  expect(await screen.findByText(/Saved: 12 changes for Bob/)).toBeTruthy();
  expect(await objections()).toEqual([]);
});

test("a file is read beside the people; one that is refused says why, and nothing new is said too", async () => {
  const readCarried = vi.fn<Backend["readCarried"]>()
    .mockRejectedValueOnce(refusal("carryFailed", { why: "notForYou" }))
    .mockResolvedValueOnce(null)
    .mockResolvedValueOnce({
      type: "carriedRead",
      read: { board: "b1", boardName: "Kirchplatz", by: "Bob", person: "Bob", madeAt: Date.UTC(2026, 10, 20), new: 0, missing: false, removed: false },
    });
  open("full", at("people"), { readCarried });
  await press("Read a file…");
  expect((await screen.findByRole("alert")).textContent).toMatch(/for somebody else/);
  await press("Read a file…");
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  await press("Read a file…");
  expect(await screen.findByText(/Written by Bob for Kirchplatz.*Nothing new in it/)).toBeTruthy();
});

test("while a file is read it says how far it is, and can be stopped", async () => {
  let tell: (rows: Row[]) => void = () => {};
  const { subscribe: others } = fixtureBackend("full", "light");
  const subscribe: Backend["subscribe"] = async (query, onUpdate) => {
    if (query.type !== "byFile") return await others(query, onUpdate);
    tell = (rows) => act(() => onUpdate({ type: "snapshot", seq: 0, total: rows.length, rows }));
    tell([]);
    return 7;
  };
  let refuse: (reason: unknown) => void = () => {};
  const readCarried: Backend["readCarried"] = () => new Promise((_, reject) => { refuse = reject; });
  const giveUpCarrying = vi.fn<Backend["giveUpCarrying"]>().mockImplementation(async () => {
    tell([]);
    refuse(refusal("carryFailed", { why: "givenUp" }));
  });
  open("full", at("people"), { subscribe, readCarried, giveUpCarrying });
  await press("Read a file…");
  // Until one is chosen there is nothing to stop.
  expect(screen.queryByRole("button", { name: "Stop" })).toBeNull();
  tell(reading("checking", 3_200_000));
  const said = await screen.findByTestId("by-file");
  expect(said.textContent).toMatch(/Checking the file.*3\.2.MB of 12.MB/u);
  tell(reading("taking", 11_900_000));
  await waitFor(() => expect(said.textContent).toMatch(/Taking in what is in the file.*11\.9.MB of 12.MB/u));
  expect(within(said).getByRole("progressbar").getAttribute("value")).toBe("11900000");
  await press("Stop");
  expect(giveUpCarrying).toHaveBeenCalledTimes(1);
  expect((await screen.findByRole("alert")).textContent).toBe("Stopped.");
  // What is said and what is shown of the work come to the window each by their own way.
  await waitFor(() => expect(screen.queryByTestId("by-file")).toBeNull());
});

test("a window that is opened while a file is saved shows it, and begins no second one", async () => {
  const giveUpCarrying = vi.fn<Backend["giveUpCarrying"]>().mockResolvedValue(undefined);
  open("byFileSaving", at("people/Bob"), { giveUpCarrying });
  const said = await screen.findByTestId("by-file");
  expect(said.textContent).toMatch(/Writing the file…400 of 1,200 changes, 3\.2.MB/u);
  expect(screen.getByRole("button", { name: "Save what Bob lacks…" })).toHaveProperty("disabled", true);
  expect(await objections()).toEqual([]);
  await press("Stop");
  expect(giveUpCarrying).toHaveBeenCalledTimes(1);
});

function reading(step: "checking" | "taking", bytes: number): Row[] {
  return [{ key: "byFile", data: { type: "byFile", step, bytes, ofBytes: 12_000_000, changes: 400, ofChanges: 1200 } }];
}
