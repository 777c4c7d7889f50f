// Pictures and files of an item: what is said of each, and what one can do. What becomes of them is tested with the real core.

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { AttachmentRow, AttachmentState, Row } from "../src/bindings";
import { fixtureBackend } from "./fixture/backend";
import { at, inTheWindow, objections, open } from "./window";

inTheWindow();

function file(name: string, state: AttachmentState, more: Partial<AttachmentRow> = {}): AttachmentRow {
  return { attachment: name, name, size: 12_000_000, picture: false, by: "Bob", mine: false, at: Date.UTC(2026, 10, 22), state, have: 0, kept: false, takenOff: false, risky: false, ...more };
}

/** The page of a need with these files; hears what is asked. */
function page(files: readonly AttachmentRow[]) {
  const saved: string[] = [];
  const fixture = fixtureBackend("full", "light");
  const { asked } = open("full", at("needs/i1"), {
    read: async (reading) => reading.type === "preview" ? { type: "preview", base64: "iVBORw0KGgo=" } : fixture.read(reading),
    subscribe: async (query, onUpdate) => {
      if (query.type !== "attachments") return fixture.subscribe(query, onUpdate);
      const rows: Row[] = files.map((one) => ({ key: one.attachment, data: { type: "attachment", ...one } }));
      onUpdate({ type: "snapshot", seq: 0, total: rows.length, rows });
      return 2;
    },
    saveAttachment: async (board, item, attachment) => {
      saved.push(attachment);
      return fixture.saveAttachment(board, item, attachment);
    },
  });
  return { asked, saved };
}

const part = (name: string) => screen.findByRole("article", { name });

test("each file says in words how it stands", async () => {
  page([
    file("plan.pdf", "here"),
    file("film.mp4", "coming", { have: 3_000_000 }),
    file("map.bin", "nobody"),
    file("all.zip", "tooLarge"),
    file("bridge.jpg", "noRoom"),
    file("lie.bin", "wrong"),
  ]);
  const state = async (name: string) => within(await part(name)).getByTestId("attachment-state").textContent;
  expect(await state("plan.pdf")).toBe("Here");
  expect(await state("film.mp4")).toBe("On its way: 3 MB of 12 MB");
  expect(await state("map.bin")).toBe("Nobody who is online has it. It comes when somebody is.");
  expect(await state("all.zip")).toBe("Not fetched by itself: 12 MB.");
  expect(await state("bridge.jpg")).toBe("Not fetched by itself, because this computer has less than 1 GB free: 12 MB.");
  expect(within(await part("bridge.jpg")).getByRole("button", { name: "Fetch it" })).toBeTruthy();
  expect(await state("lie.bin")).toBe("This is not what it says it is. It is not fetched.");
  expect(screen.getByText("Pictures and files (6)")).toBeTruthy();
  expect(await objections()).toEqual([]);
});

test("only a picture that the core made is shown, and nothing of another file", async () => {
  page([file("bridge.jpg", "here", { picture: true }), file("map.svg", "here", { risky: true })]);
  const picture = await screen.findByRole<HTMLImageElement>("img", { name: "Small picture of bridge.jpg" });
  expect(picture.src).toMatch(/^data:image\/png;base64,/);
  const svg = within(await part("map.svg"));
  expect(svg.queryByRole("img")).toBeNull();
  expect(svg.getByText(/A copy is saved as a text/)).toBeTruthy();
});

test("a copy is saved, a large one fetched, one is kept, and one's own is taken off", async () => {
  const { asked, saved } = page([file("plan.pdf", "here", { mine: true }), file("all.zip", "tooLarge")]);
  const plan = within(await part("plan.pdf"));
  fireEvent.click(plan.getByRole("button", { name: "Save a copy…" }));
  await waitFor(() => expect(saved).toEqual(["plan.pdf"]));
  fireEvent.click(plan.getByRole("button", { name: "Keep on this device" }));
  fireEvent.click(plan.getByRole("button", { name: "Take it off" }));
  const zip = within(await part("all.zip"));
  expect(zip.queryByRole("button", { name: "Take it off" })).toBeNull();
  fireEvent.click(zip.getByRole("button", { name: "Fetch it" }));
  const types = () => asked.map((intent) => intent.type).filter((type) => /ttach|etach/.test(type));
  await waitFor(() => expect(types()).toEqual(["keepAttachment", "detach", "fetchAttachment"]));
});
