// The list of relays, and the network check: each state, in plain words.

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent, NetworkCheckView, NetworkFinding, ReadingAnswer, RelayRow, Row } from "../src/bindings";
import { rowsFor } from "./fixture/rows";
import { inTheWindow, objections, open } from "./window";

inTheWindow();

const OWN: RelayRow = { url: "https://relay.riverside.example", state: "connected", public: false, certified: true };
const PLAIN: RelayRow = { url: "http://192.0.2.7:3340", state: "silent", public: false, certified: false };
const PUBLIC: RelayRow[] = [
  { url: "https://a.public.example", state: "silent", public: true, certified: true },
  { url: "https://b.public.example", state: "answers", public: true, certified: true },
];

/** The settings with these relays, and what is asked for. */
async function settings(relays: readonly RelayRow[]) {
  const asked: Intent[] = [];
  const part: Partial<Backend> = {
    dispatch: async (intent) => {
      asked.push(intent);
      return { type: "done", undoable: false };
    },
    subscribe: async (query, onUpdate) => {
      const rows: Row[] = rowsFor(query, "full", "light").map(({ key, data }) => ({
        key, data: data.type === "settings" ? { ...data, relays: relays.map((row) => row.url), relayStates: [...relays] } : data,
      }));
      await Promise.resolve();
      onUpdate({ type: "snapshot", seq: 0, total: rows.length, rows });
      return 1;
    },
  };
  open("full", "/settings", part);
  const list = within(await screen.findByTestId("relays"));
  const changes = () => asked.flatMap((intent) => (intent.type === "changeSettings" ? [intent.change.relays] : []));
  return { list, changes };
}

test("without relays it is said what one is and sees, and the public ones are one press away", async () => {
  const { list, changes } = await settings([]);
  expect(list.getByText(/^A relay is a computer on the internet .* It cannot read them\. It sees which devices talk to each other, when, how much, and from which internet address\.$/)).toBeTruthy();
  expect(list.getByText("You use none: computers connect directly, or in the same room.")).toBeTruthy();
  expect(list.getByText(/run for everybody by number 0 \(n0\)/)).toBeTruthy();
  fireEvent.click(list.getByRole("button", { name: "Use the public relays" }));
  await waitFor(() => expect(changes()).toEqual([["public"]]));
  expect(await objections()).toEqual([]);
});

test("a relay of one's own is checked and added to those that are there", async () => {
  const { list, changes } = await settings([OWN]);
  const field = list.getByRole("textbox", { name: "Add the relay of your community" });
  for (const wrong of ["relay.example.org", "https://", "ftp://relay.example.org", "https://a@b", "https://relay.example.org/relay"]) {
    fireEvent.change(field, { target: { value: wrong } });
    fireEvent.click(list.getByRole("button", { name: "Add relay" }));
    expect(list.getByText(/^Type an address that begins with https:\/\/ or http:\/\//), wrong).toBeTruthy();
  }
  expect(changes()).toEqual([]);
  fireEvent.change(field, { target: { value: " http://192.0.2.7:3340 " } });
  fireEvent.click(list.getByRole("button", { name: "Add relay" }));
  await waitFor(() => expect(changes()).toEqual([[OWN.url, "http://192.0.2.7:3340"]]));
});

test("each relay says how it stands, one without a certificate what that means, and can be removed", async () => {
  const { list, changes } = await settings([OWN, PLAIN, ...PUBLIC]);
  const lines = list.getAllByRole("listitem").map((line) => line.textContent);
  expect(lines[0]).toContain("In use: others can reach you through it.");
  expect(lines[0]).not.toContain("certificate");
  expect(lines[1]).toContain("Has not answered yet.");
  expect(lines[1]).toContain("It has no certificate (http)");
  expect(lines[2]).toContain("Public relaysAnswers.");
  expect(lines).toHaveLength(3);
  fireEvent.click(list.getByRole("button", { name: `Remove ${PLAIN.url}` }));
  fireEvent.click(list.getByRole("button", { name: "Remove the public relays" }));
  await waitFor(() => expect(changes()).toEqual([[OWN.url, ...PUBLIC.map((row) => row.url)], [OWN.url, PLAIN.url]]));
  expect(await objections()).toEqual([]);
});

function view(findings: NetworkFinding[]): NetworkCheckView {
  return { findings, connected: 0, relayed: 0, addresses: null };
}

async function checked(findings: NetworkFinding[]): Promise<string> {
  const answer: ReadingAnswer = { type: "networkCheck", check: view(findings) };
  open("full", "/settings/network", { read: async () => answer });
  const page = within(await screen.findByTestId("network-check"));
  await page.findAllByRole("listitem");
  return page.getAllByRole("listitem").map((line) => line.textContent).join("\n");
}

const FOUND: [NetworkFinding, string][] = [
  [{ code: "workingOffline" }, "You work offline: this computer connects to nobody.Switch off “Work offline” in Settings."],
  [{ code: "noNetwork" }, "This computer is in no network.Connect it to Wi-Fi or by a cable."],
  [{ code: "notListening" }, "This computer lets Manyhands open no connection.Restart it"],
  [{ code: "clockOff", slowSeconds: 7_300 }, "The clock of this computer is about 2 hours slow.Set the clock"],
  [{ code: "clockOff", slowSeconds: -90_000 }, "The clock of this computer is about 1 day fast."],
  [{ code: "relayUnreachable", relays: 1, of: 1, why: "silent" }, "Your relay is of no use now.It does not answer."],
  [{ code: "relayUnreachable", relays: 1, of: 3, why: "other" }, "1 of your relays is of no use now.Something else answers."],
  [{ code: "firewall", relayed: 0 }, "Direct connections do not come through"],
  [{ code: "firewall", relayed: 2 }, "Nobody can be reached directly, only through a relay."],
  [{ code: "noMulticast" }, "Computers in the same room cannot find each other in this network."],
  [{ code: "vpn" }, "A VPN is in use, and nobody is connected.Pause the VPN"],
  [{ code: "peerTooOld", devices: 1 }, "1 device has another version of Manyhands"],
  [{ code: "nobodyOnline", devices: 3, searchOff: true }, "Nobody is online: none of 3 other devices answers.Agree on a time, or switch on"],
  [{ code: "well", connected: 2, relayed: 1, devices: 3 }, "All is well: 2 of 3 other devices are connected, 1 of them through a relay."],
  [{ code: "well", connected: 0, relayed: 0, devices: 0 }, "All is well: nothing stands in the way. Nobody else is on your boards yet."],
];

test.each(FOUND)("the network check says %o in plain words, with one thing to do", async (finding, words) => {
  expect(await checked([finding])).toContain(words);
});

test("several findings stand below each other", async () => {
  const said = await checked([{ code: "noMulticast" }, { code: "nobodyOnline", devices: 1, searchOff: false }]);
  expect(said.split("\n")).toHaveLength(2);
  expect(await objections()).toEqual([]);
});

test("addresses stand there only when somebody asks for them", async () => {
  open("full", "/settings/network");
  await screen.findByText(/^All is well/);
  expect(screen.queryByText("192.0.2.7:4711")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Look again and show addresses" }));
  expect(await screen.findByText("192.0.2.7:4711")).toBeTruthy();
});

test("a look that takes long can be stopped, and a failed one is told", async () => {
  let answer: (answer: ReadingAnswer) => void = () => {};
  const asked: Intent[] = [];
  open("full", "/settings/network", {
    read: () => new Promise<ReadingAnswer>((resolve) => { answer = resolve; }),
    dispatch: async (intent) => {
      asked.push(intent);
      answer({ type: "networkCheck", check: null });
      return { type: "done", undoable: false };
    },
  });
  expect(await screen.findByText("Looking. This takes a few seconds.")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(await screen.findByText("Stopped. Nothing was found out.")).toBeTruthy();
  expect(asked.map((intent) => intent.type)).toContain("stopNetworkCheck");
});

test("the status leads to the network check", async () => {
  open("full", "/board/b0a2d/needs");
  fireEvent.click(await screen.findByTestId("status"));
  fireEvent.click(await screen.findByRole("button", { name: "Check the network" }));
  expect(await screen.findByText(/^All is well/)).toBeTruthy();
});
