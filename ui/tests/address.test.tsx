// Hiding one's address: a switch on the board's page, and a choice before joining; without a relay it says what to do.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { RelayRow, Row } from "../src/bindings";
import { BOARD } from "./fixture/backend";
import { rowsFor } from "./fixture/rows";
import { at, inTheWindow, objections, open } from "./window";

inTheWindow();

const RELAY: RelayRow = { url: "https://relay.riverside.example", state: "connected", public: false, certified: true };

/** Settings with these relays, and a board whose address is hidden or not. */
function state(relays: readonly RelayRow[], hidesAddress = false): Partial<Backend> {
  const change = ({ key, data }: Row): Row => {
    if (data.type === "settings") return { key, data: { ...data, relays: relays.map((row) => row.url), relayStates: [...relays] } };
    if (data.type === "board") return { key, data: { ...data, hidesAddress: hidesAddress && data.board === BOARD } };
    return { key, data: data.type === "boardHead" ? { ...data, hidesAddress } : data };
  };
  return {
    subscribe: async (query, onUpdate) => {
      const rows = rowsFor(query, "full", "light").map(change);
      await Promise.resolve();
      onUpdate({ type: "snapshot", seq: 0, total: rows.length, rows });
      return 1;
    },
  };
}

const NO_RELAY = /^There is no relay in your settings\. Without one you meet nobody on this board\./;
const hiding = async () => await screen.findByRole("switch", { name: "Hide my address" });

test("a switch of the board hides the address, and says what it does not undo", async () => {
  const { asked } = open("full", at("board"), state([RELAY]));
  fireEvent.click(await hiding());
  await waitFor(() => expect(asked).toContainEqual({ type: "hideAddress", board: BOARD, on: true }));
  expect(screen.getByText(/who met you before may have noted your address, and your earlier certificates name your old key/)).toBeTruthy();
  expect(screen.queryByText(NO_RELAY)).toBeNull();
  expect(await objections()).toEqual([]);
  cleanup();
  const on = open("full", at("board"), state([], true));
  expect(await screen.findByText(NO_RELAY)).toBeTruthy();
  fireEvent.click(await hiding());
  await waitFor(() => expect(on.asked).toContainEqual({ type: "hideAddress", board: BOARD, on: false }));
});

test("a board that hides the address and has no relay says so in the list, and the relays in Settings name it", async () => {
  open("full", "/", state([], true));
  expect(await screen.findAllByText(/^You hide your address here, and there is no relay in your settings\./)).toHaveLength(1);
  expect(await objections()).toEqual([]);
  cleanup();
  open("full", "/settings", state([], true));
  const relays = within(await screen.findByTestId("relays"));
  expect(await relays.findByText("You hide your address on these boards. Without a relay you meet nobody there:")).toBeTruthy();
  expect(relays.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["Riverside Mutual Aid"]);
  cleanup();
  for (const others of [state([RELAY], true), state([], false)]) {
    open("full", "/", others);
    await screen.findByRole("heading", { level: 1, name: "Your boards" });
    expect(screen.queryByText(/You hide your address/)).toBeNull();
    cleanup();
    open("full", "/settings", others);
    await screen.findByTestId("relays");
    expect(screen.queryByText(/You hide your address/)).toBeNull();
    cleanup();
  }
});

test("before joining it is a choice, and without a relay nobody asks in vain", async () => {
  const paste = async () => fireEvent.change(await screen.findByRole("textbox", { name: "Invite ticket" }), { target: { value: "mh1abc" } });
  const choose = async () => fireEvent.click(await screen.findByRole("switch", { name: "Meet through relays only" }));
  const ask = () => screen.getByRole<HTMLButtonElement>("button", { name: "Ask to join" });
  const { asked } = open("full", "/join", state([RELAY]));
  await paste();
  await choose();
  expect(screen.getByText(/Your address is not shown to the others of this board/)).toBeTruthy();
  expect(await objections()).toEqual([]);
  fireEvent.click(ask());
  await waitFor(() => expect(asked).toContainEqual({ type: "joinHidden", ticket: "mh1abc" }));
  cleanup();
  open("full", "/join", state([]));
  await paste();
  await choose();
  expect(await screen.findByText(NO_RELAY)).toBeTruthy();
  expect(ask().disabled).toBe(true);
});
