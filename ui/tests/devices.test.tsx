// Alice has several devices: she adds one, becomes herself on a new one, names them, and takes a lost one off.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { refusal } from "./fixture/entrance";
import { inTheWindow, objections, open, press } from "./window";

inTheWindow();

const type = async (name: string, text: string) => fireEvent.change(await screen.findByLabelText(name), { target: { value: text } });
const digits = async (id: string) => [...(await screen.findByTestId(id)).querySelectorAll("[aria-hidden]")].map((group) => group.textContent).join(" ");

test("the devices stand with their boards; a lost one goes off after a question, and what it can still read is said", async () => {
  const { asked } = open("full", "/settings/devices");
  const list = within(await screen.findByTestId("own-devices"));
  const lines = (await list.findAllByRole("listitem")).map((line) => line.textContent ?? "");
  expect(lines[0]).toMatch(/^Laptop at homethis device/);
  expect(lines[2]).toMatch(/^Device 02be77c1taken offcan still read/);
  // Not this one, and not one that is off already.
  expect(list.getAllByRole("button", { name: /^Lost, or not used/ })).toHaveLength(1);
  expect(await objections()).toEqual([]);
  await press("Lost, or not used any more…: Office computer");
  const form = within(await screen.findByRole("dialog", { name: "Take “Office computer” off your boards?" }));
  expect(asked).toEqual([]);
  fireEvent.click(form.getByRole("button", { name: "Take it off" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "revokeOwnDevice", device: "d2" }));
  expect(await screen.findByText(/can read on until a coordinator’s computer has heard of it: Riverside Mutual Aid/)).toBeTruthy();
});

test("a computer that nobody has named is “This computer”, and no key", async () => {
  open("unnamed", "/settings/devices");
  const [first] = await within(await screen.findByTestId("own-devices")).findAllByRole("listitem");
  expect(first?.textContent).toMatch(/^This computer(?!this device)/);
});

test("a device gets a name that only its person sees", async () => {
  const { asked } = open("full", "/settings/devices");
  await press("Rename: Office computer");
  await type("Name of the device", " Kitchen ");
  await press("Save");
  await waitFor(() => expect(asked).toContainEqual({ type: "nameDevice", device: "d2", name: "Kitchen" }));
});

test("a device is added only after its number was seen", async () => {
  const { asked } = open("full", "/settings/devices");
  await press("Add a device");
  await type("Code of the new device", "mhx");
  expect(await screen.findByText(/not the text of another device/)).toBeTruthy();
  expect(screen.queryByRole("button", { name: "The same: add it" })).toBeNull();
  await type("Code of the new device", "mhd1abc");
  expect(await digits("device-number")).toBe("04711 99820 35516 00482");
  expect(asked).toEqual([]);
  expect(await objections()).toEqual([]);
  await press("The same: add it");
  await waitFor(() => expect(asked).toContainEqual({ type: "addDevice", request: "mhd1abc" }));
  expect((await screen.findByTestId<HTMLTextAreaElement>("device-answer")).value).toMatch(/^mha1/);
  expect(screen.getByText("2 boards go with it.")).toBeTruthy();
});

test("numbers that differ stop it", async () => {
  const { asked } = open("full", "/settings/devices");
  await press("Add a device");
  await type("Code of the new device", "mhd1abc");
  await press("They differ: stop");
  expect(screen.getByLabelText<HTMLTextAreaElement>("Code of the new device").value).toBe("");
  expect(asked).toEqual([]);
});

test("a new device shows its code, reads the answer, and becomes the person’s", async () => {
  const { asked } = open("first", "/");
  await press("I already use Manyhands");
  await screen.findByRole("heading", { level: 1, name: "Another device of yours" });
  await waitFor(() => expect(asked).toEqual([{ type: "requestDevice" }]));
  expect((await screen.findByTestId<HTMLTextAreaElement>("device-request")).value).toMatch(/^mhd1/);
  expect(await objections()).toEqual([]);
  // From a file, as it was carried on a stick.
  await press("Open a file");
  expect(await digits("answer-number")).toBe("71190 26633 80517 40090");
  expect(screen.getByText(/Riverside Mutual Aid and Mill Road kitchen/)).toBeTruthy();
  await press("The same: this is me");
  await waitFor(() => expect(asked).toContainEqual({ type: "acceptDevice", answer: "mha1answer" }));
});

test("words that are on paper only are asked for, and what is wrong with them is said", async () => {
  const dispatch = vi.fn<Backend["dispatch"]>().mockRejectedValueOnce(refusal("wordsWrong", { why: "checksum" })).mockResolvedValue({ type: "deviceAccepted", boards: 2, wordsKept: false });
  const read = fixtureBackend("words", "light").read;
  open("first", "/device", { dispatch, read: async (reading) => (reading.type === "view" ? fixtureBackend("first", "light").read(reading) : read(reading)) });
  await type("The answer", "mha1abc");
  await type("Your twelve words", "one two");
  await press("The same: this is me");
  expect(await screen.findByText(/two have changed places/)).toBeTruthy();
  expect(dispatch).toHaveBeenCalledWith({ type: "acceptDevice", answer: "mha1abc", words: "one two" });
});

test("giving it up tells the core", async () => {
  const { asked } = open("first", "/device");
  await screen.findByTestId("device-request");
  await press("Cancel");
  await waitFor(() => expect(asked).toContainEqual({ type: "cancelDeviceRequest" }));
  await screen.findByRole("heading", { level: 1, name: "Welcome to Manyhands" });
});

test("a computer that was taken off says so on every page, and can change nothing", async () => {
  for (const place of ["needs/i2", "supplies", "board"]) {
    open("off", `/board/${BOARD}/${place}`);
    const banner = await screen.findByTestId("device-off");
    expect(banner.textContent).toContain("This computer was taken off this board.");
    expect(banner.textContent).toContain("You are on the board with your other devices.");
    for (const name of [/^Add /, /^Claim/, /^Release/, "Archive", "Mark delivered", "Add comment", "Choose the stewards…", "Change the name"]) expect(screen.queryByRole("button", { name })).toBeNull();
    cleanup();
  }
});
