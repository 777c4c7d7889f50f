// Alice and Bob without any network: a file for one, and reading one.

import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
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

test("while a file is worked on it can be stopped", async () => {
  let refuse: (reason: unknown) => void = () => {};
  const readCarried: Backend["readCarried"] = () => new Promise((_, reject) => { refuse = reject; });
  const giveUpCarrying = vi.fn<Backend["giveUpCarrying"]>().mockImplementation(async () => refuse(refusal("carryFailed", { why: "givenUp" })));
  open("full", at("people"), { readCarried, giveUpCarrying });
  await press("Read a file…");
  await press("Stop");
  expect(giveUpCarrying).toHaveBeenCalledTimes(1);
  expect((await screen.findByRole("alert")).textContent).toBe("Stopped.");
});
