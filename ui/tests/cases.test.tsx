// What not everybody reads: sealed cases, reports from outside, and boards that a helper carries.

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { StatusView } from "../src/bindings";
import { i18n } from "../src/i18n";
import { helperWords, savedWords } from "../src/words/status";
import { BOARD, fixtureBackend } from "./fixture/backend";
import { refusal } from "./fixture/entrance";
import { at, dialog, inTheWindow, objections, open, press } from "./window";

inTheWindow();

const board = BOARD;

test("a sealed case says who can open it, and shows nothing before it is opened", async () => {
  const { asked } = open("full", at("needs/i1"));
  const part = within(await screen.findByTestId("case"));
  expect(part.getByText(/people can open this/).parentElement?.textContent).toBe("5 people can open this: Alice, Bob, Carol, Dora, and Erin");
  expect(screen.queryByText("Ngozi Okoye")).toBeNull();
  fireEvent.click(part.getByRole("button", { name: "Open" }));
  expect(await part.findByText("Ngozi Okoye")).toBeTruthy();
  expect(part.getByText(/Could open it before/).textContent).toMatch(/Mallory/);
  expect(part.getByText(/^It is going to be erased on /)).toBeTruthy();
  expect(await objections()).toEqual([]);
  fireEvent.click(part.getByRole("button", { name: "The job is done" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "closeCase", board, item: "i1" }));
  expect(await screen.findByText("The job is done. Name and address are erased on December 20, 2026.")).toBeTruthy();
  fireEvent.click(part.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByText("Ngozi Okoye")).toBeNull());
});

test("who cannot open it sees that it is there, and no more is asked of the core", async () => {
  const subscribe = vi.fn<Backend["subscribe"]>(fixtureBackend("full", "light").subscribe);
  open("full", at("needs/i4"), { subscribe });
  const part = within(await screen.findByTestId("case"));
  expect(part.getByText(/You cannot\. Claim the job, or ask a coordinator\./)).toBeTruthy();
  expect(part.queryByRole("button")).toBeNull();
  expect(subscribe.mock.calls.some(([query]) => query.type === "case")).toBe(false);
});

test("what is erased cannot be opened", async () => {
  open("full", at("needs/i7"));
  expect((await screen.findByTestId("case")).textContent).toMatch(/is erased for good/);
});

test("name and address are sealed with a name at least; no draft of it is kept", async () => {
  const { asked } = open("full", at("needs/i2"));
  await press("Seal name and address…");
  const form = await dialog("Seal name and address");
  const seal = () => form.getByRole("button", { name: "Seal it" });
  fireEvent.click(seal());
  expect(await form.findByText("Type a name, such as of the person or the household.")).toBeTruthy();
  fireEvent.change(form.getByLabelText("Name"), { target: { value: "Family Okoye" } });
  fireEvent.change(form.getByLabelText("Phone"), { target: { value: " 030 1234 " } });
  await waitFor(() => expect(seal().hasAttribute("disabled")).toBe(false));
  expect(await objections()).toEqual([]);
  fireEvent.click(seal());
  await waitFor(() => expect(asked).toContainEqual({ type: "saveCase", board, item: "i2", fields: { name: "Family Okoye", phone: "030 1234" } }));
  expect(asked.some((intent) => intent.type === "saveDraft" && intent.text.includes("1234"))).toBe(false);
});

test("a changed case sends what was emptied as empty", async () => {
  const { asked } = open("full", at("needs/i1"));
  fireEvent.click(within(await screen.findByTestId("case")).getByRole("button", { name: "Open" }));
  await press("Change it…");
  const form = await dialog("Change what is sealed");
  fireEvent.change(form.getByLabelText("How to get in"), { target: { value: "" } });
  fireEvent.click(form.getByRole("button", { name: "Seal it" }));
  await waitFor(() => expect(asked.find((intent) => intent.type === "saveCase")).toMatchObject({ fields: { name: "Ngozi Okoye", accessNotes: "" } }));
});

test("erasing is asked about, with what it cannot do", async () => {
  const { asked } = open("full", at("needs/i1"));
  fireEvent.click(within(await screen.findByTestId("case")).getByRole("button", { name: "Open" }));
  await press("Erase it now…");
  const form = await dialog("Erase name and address for good?");
  expect(form.getByText(/Whoever has read it keeps what they know/)).toBeTruthy();
  fireEvent.click(form.getByRole("button", { name: "Erase it" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "eraseCase", board, item: "i1" }));
});

test("reports are plain text, and one becomes a need", async () => {
  open("full", at("inbox"));
  const list = within(await screen.findByTestId("reports"));
  expect(await list.findByText(/<b>Urgent<\/b>/)).toBeTruthy();
  expect(list.getByText(/This computer has no key for this report/)).toBeTruthy();
  expect(list.getAllByRole("button", { name: "Make a need of it" })).toHaveLength(2);
  expect(await objections()).toEqual([]);
  fireEvent.click(list.getAllByRole("button", { name: "Make a need of it" })[1] as HTMLElement);
  const form = await dialog("Add a need");
  expect(form.getByLabelText<HTMLTextAreaElement>(/^Details/).value).toBe("No heating in the hall since Tuesday.");
});

test("many reports by one ticket are folded, and shown when asked for", async () => {
  open("many", at("inbox"));
  const list = within(await screen.findByTestId("reports"));
  expect(await list.findAllByRole("article")).toHaveLength(4);
  await press("120 more by this invite ticket");
  await waitFor(() => expect(within(screen.getByTestId("reports")).getAllByRole("article")).toHaveLength(12));
  expect(screen.getByText("Only what came by one invite ticket.")).toBeTruthy();
  expect(await objections()).toEqual([]);
  await press("All reports");
  expect(await screen.findByRole("button", { name: "120 more by this invite ticket" })).toBeTruthy();
});

test("an inbox without reports leads to the invite for them", async () => {
  open("empty", at("inbox"));
  await press("Make an invite ticket for reports");
  await screen.findByRole("heading", { level: 1, name: "Share" });
});

test("a report is sent by its invite; where it is refused the words stay", async () => {
  const dispatch = vi.fn<Backend["dispatch"]>(async (intent) => {
    if (intent.type === "report") throw refusal("tooManyReports");
    return { type: "done", undoable: false };
  });
  open("full", "/report", { dispatch });
  await press("Send the report");
  expect(await screen.findByText(/incomplete or has a typing error/)).toBeTruthy();
  fireEvent.change(screen.getByLabelText("Invite ticket for reports"), { target: { value: "mh1abc" } });
  await waitFor(() => expect(screen.getByRole("button", { name: "Send the report" }).hasAttribute("disabled")).toBe(false));
  await press("Send the report");
  expect(await screen.findByText("Type what you want to tell.")).toBeTruthy();
  fireEvent.change(screen.getByLabelText("What you want to tell"), { target: { value: "The lift is out" } });
  await waitFor(() => expect(screen.getByRole("button", { name: "Send the report" }).hasAttribute("disabled")).toBe(false));
  expect(await objections()).toEqual([]);
  await press("Send the report");
  expect((await screen.findByRole("alert")).textContent).toMatch(/Very many reports came in by this invite ticket/);
  expect(screen.getByLabelText<HTMLTextAreaElement>("What you want to tell").value).toBe("The lift is out");
  dispatch.mockResolvedValue({ type: "report", handedIn: true });
  await press("Send the report");
  expect(await screen.findByText(/^Sent\. Somebody of the board has it/)).toBeTruthy();
  await press("Send another");
  fireEvent.change(screen.getByLabelText("What you want to tell"), { target: { value: "The lift is out again" } });
  dispatch.mockResolvedValue({ type: "report", handedIn: false });
  await press("Send the report");
  expect((await screen.findByText(/kept on this computer and goes by itself/)).textContent).toMatch(/^Nobody of the board could be reached/);
  expect(await objections()).toEqual([]);
});

test("reports that wait, were handed in and were refused say so; one that waits can be taken back", async () => {
  const { asked } = open("full", "/report");
  const list = within(await screen.findByTestId("sent-reports"));
  const lines = (await list.findAllByRole("listitem")).map((line) => line.textContent ?? "");
  expect(lines[0]).toMatch(/^Riverside Mutual Aidwaits.*goes by itself.*The lift is out/);
  expect(lines[1]).toMatch(/^Riverside Mutual Aidhanded in.*Only the coordinators can read it/);
  expect(lines[1]).not.toMatch(/The lift is out/);
  expect(lines[2]).toMatch(/^Relief Hallrefused.*was taken back/);
  expect(await objections()).toEqual([]);
  fireEvent.click(list.getByRole("button", { name: "Do not send it: Riverside Mutual Aid" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "forgetReport", report: "ab01" }));
});

test("an invite that is for reports leads there from Join, with its text", async () => {
  const fixture = fixtureBackend("full", "light");
  const read: Backend["read"] = async (reading) => {
    if (reading.type === "readTicket") throw refusal("otherTicketKind", { kind: "reporter" });
    return fixture.read(reading);
  };
  open("full", "/join", { read });
  fireEvent.change(await screen.findByRole("textbox", { name: "Invite ticket" }), { target: { value: "mh1report" } });
  await press("Write a report");
  await screen.findByRole("heading", { level: 1, name: "Send a report" });
  expect(screen.getByLabelText<HTMLTextAreaElement>("Invite ticket for reports").value).toBe("mh1report");
});

test("an invite for a helper joins nobody; it leads to carrying", async () => {
  const fixture = fixtureBackend("full", "light");
  const read: Backend["read"] = async (reading) => {
    const answer = await fixture.read(reading);
    return answer.type === "readTicket" ? { ...answer, boardName: "", inviter: "", helper: true } : answer;
  };
  const { asked } = open("full", "/join", { read });
  fireEvent.change(await screen.findByRole("textbox", { name: "Invite ticket" }), { target: { value: "mh1helper" } });
  await press("Carry the board on this computer");
  expect(screen.queryByRole("button", { name: "Ask to join" })).toBeNull();
  await press("Carry this board");
  await waitFor(() => expect(asked).toContainEqual({ type: "carryBoard", ticket: "mh1helper" }));
});

test("carried boards stand with their state; stopping is asked about", async () => {
  const { asked } = open("full", "/settings/carrying");
  const list = within(await screen.findByTestId("carried"));
  const lines = (await list.findAllByRole("listitem")).map((line) => line.textContent ?? "");
  expect(lines[0]).toMatch(/^Board k7q4carries.*3\.5.MB of at most 1\.1.GB/);
  expect(lines[1]).toMatch(/waits for somebody of the board/);
  expect(lines[2]).toMatch(/^Board f0llfull.*takes nothing new, for want of room/);
  expect(lines[3]).toMatch(/refusedThis invite ticket was taken back/);
  expect(await objections()).toEqual([]);
  await press("Stop carrying…: k7q4");
  const form = await dialog("Stop carrying the board k7q4?");
  fireEvent.click(form.getByRole("button", { name: "Stop carrying" }));
  await waitFor(() => expect(asked).toContainEqual({ type: "stopCarrying", board: "abad1dea" }));
});

test("an invite for a helper has a name that the board sees", async () => {
  const { asked } = open("full", at("share"));
  fireEvent.click(await screen.findByRole("radio", { name: "A computer as a helper" }));
  fireEvent.change(screen.getByLabelText("Name of the helper (optional)"), { target: { value: "Library" } });
  await press("Make an invite ticket");
  await waitFor(() => expect(asked.find((intent) => intent.type === "invite")).toMatchObject({ kind: "helper", uses: 1, helperName: "Library" }));
});

test("a helper stands beside the count of people, never in it", () => {
  const words = (saved: StatusView["saved"]) => i18n._(savedWords(saved));
  expect(words({ on: 2, of: 3, helpers: ["Library"] })).toBe("On 2 of 3 people’s devices, and on the helper Library");
  expect(words({ on: 1, of: 3, helpers: ["Library"] })).toBe("On this device, and on the helper Library");
  expect(words({ on: 1, of: 1, helpers: ["", "Library"] })).toBe("On this device, and on 2 helpers");
  expect(words({ on: 2, of: 3, helpers: [""] })).toBe("On 2 of 3 people’s devices, and on 1 helper");
  expect(words({ on: 1, of: 3 })).toBe("Only on this device");
});

test("a helper that is full says so, with what it lacks", () => {
  const helper = { person: "h1", name: "Library", holdsAll: false, lacks: 3, at: 1, behindSince: 1, full: true, connected: true };
  expect(i18n._(helperWords(helper))).toBe("It is full: it keeps what it has and takes nothing new. 3 changes are waiting for it.");
  expect(i18n._(helperWords({ ...helper, full: false }))).toBe("3 changes are waiting for it.");
});
