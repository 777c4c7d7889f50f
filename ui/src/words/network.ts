// What stands in the way of finding each other, in plain words: one sentence for what it is, one for what to do.

import { msg, plural } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { NetworkFinding, RelayState, RelayTrouble } from "../bindings";

export interface FindingWords {
  readonly what: MessageDescriptor;
  /** The one thing to do; `null` where there is none. */
  readonly todo: MessageDescriptor | null;
}

/** Whether it stands in the way of something. Nobody being there does not. */
export function isTrouble(finding: NetworkFinding): boolean {
  return finding.code !== "well" && finding.code !== "nobodyOnline";
}

export function findingWords(finding: NetworkFinding): FindingWords {
  switch (finding.code) {
    case "workingOffline":
      return { what: msg`You work offline: this computer connects to nobody.`, todo: msg`Switch off “Work offline” in Settings.` };
    case "noNetwork":
      return { what: msg`This computer is in no network.`, todo: msg`Connect it to Wi-Fi or by a cable. Without internet, the same room is enough.` };
    case "notListening":
      return { what: msg`This computer lets Manyhands open no connection.`, todo: msg`Restart it, or ask whoever looks after it whether programs may use the network.` };
    case "hiddenWithoutRelay":
      return {
        what: msg`You hide your address on ${plural(finding.boards, { one: "# board", other: "# boards" })}, and there is no relay in your settings. Without one you meet nobody there.`,
        todo: msg`Add a relay in Settings, or use the public ones.`,
      };
    case "clockOff":
      return { what: clockWords(finding.slowSeconds), todo: msg`Set the clock of this computer, best by itself from the network.` };
    case "relayUnreachable":
      return { what: relaysWords(finding.relays, finding.of), todo: RELAY_TODO[finding.why] };
    case "firewall":
      return {
        what: finding.relayed === 0 ? msg`Direct connections do not come through: a firewall holds them up, probably.` : msg`Nobody can be reached directly, only through a relay. That works, somewhat slower.`,
        todo: msg`Let Manyhands through the firewall of this computer or of the network (UDP), or try another network.`,
      };
    case "noMulticast":
      return { what: msg`Computers in the same room cannot find each other in this network.`, todo: msg`Use an invite ticket that is made now, another Wi-Fi, or a phone’s hotspot.` };
    case "vpn":
      return { what: msg`A VPN is in use, and nobody is connected.`, todo: msg`Pause the VPN, or allow the local network in its settings.` };
    case "peerTooOld":
      return { what: msg`${plural(finding.devices, { one: "# device has", other: "# devices have" })} another version of Manyhands, and the two do not understand each other.`, todo: msg`Update Manyhands here and there.` };
    case "nobodyOnline":
      return {
        what: msg`Nobody is online: ${plural(finding.devices, { one: "the one other device does not answer", other: "none of # other devices answers" })}.`,
        todo: finding.searchOff ? msg`Agree on a time, or switch on “Find computers in the same room” in Settings.` : msg`Agree on a time, or let a helper carry your board.`,
      };
    case "well":
      return { what: wellWords(finding.connected, finding.relayed, finding.devices), todo: null };
  }
}

function wellWords(connected: number, relayed: number, devices: number): MessageDescriptor {
  if (devices === 0) return msg`All is well: nothing stands in the way. Nobody else is on your boards yet.`;
  if (relayed > 0) return msg`All is well: ${connected} of ${plural(devices, { one: "# other device is", other: "# other devices are" })} connected, ${relayed} of them through a relay.`;
  return msg`All is well: ${connected} of ${plural(devices, { one: "# other device is", other: "# other devices are" })} connected.`;
}

function relaysWords(relays: number, of: number): MessageDescriptor {
  if (of === 1) return msg`Your relay is of no use now.`;
  if (relays === of) return msg`None of your ${of} relays is of use now.`;
  return msg`${plural(relays, { one: "# of your relays is", other: "# of your relays are" })} of no use now.`;
}

const RELAY_TODO: Record<RelayTrouble, MessageDescriptor> = {
  silent: msg`It does not answer. Look at its address in Settings, or ask whoever runs it.`,
  refuses: msg`It does not let this computer in. Ask whoever runs it.`,
  other: msg`Something else answers. Does this network want you to log in first? Open a page in a browser.`,
  certificate: msg`Its certificate is not good here. Look at the clock of this computer, then ask whoever runs it.`,
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function clockWords(slowSeconds: number): MessageDescriptor {
  const slow = slowSeconds > 0;
  const off = Math.abs(slowSeconds);
  if (off >= DAY) {
    const days = Math.floor(off / DAY);
    if (slow) return msg`The clock of this computer is about ${plural(days, { one: "# day", other: "# days" })} slow.`;
    return msg`The clock of this computer is about ${plural(days, { one: "# day", other: "# days" })} fast.`;
  }
  if (off >= HOUR) {
    const hours = Math.floor(off / HOUR);
    if (slow) return msg`The clock of this computer is about ${plural(hours, { one: "# hour", other: "# hours" })} slow.`;
    return msg`The clock of this computer is about ${plural(hours, { one: "# hour", other: "# hours" })} fast.`;
  }
  const minutes = Math.floor(off / MINUTE);
  if (slow) return msg`The clock of this computer is about ${plural(minutes, { one: "# minute", other: "# minutes" })} slow.`;
  return msg`The clock of this computer is about ${plural(minutes, { one: "# minute", other: "# minutes" })} fast.`;
}

/** How a relay of the list stands. */
export const RELAY_STATE: Record<RelayState, MessageDescriptor> = {
  connected: msg`In use: others can reach you through it.`,
  answers: msg`Answers.`,
  refuses: msg`Does not let this computer in.`,
  silent: msg`Has not answered yet.`,
  notAsked: msg`Not asked while you work offline.`,
};
