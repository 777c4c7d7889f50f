// The sentences about where one's work is, by one table with these rules:
// 1. the count includes the reader;
// 2. alone, or with nobody known to hold anything: "Only on this device"; where others hold some and nobody all, how many
//    changes whoever holds the most lacks;
// 3. never a word that says more than what devices have stated themselves;
// 4. a failed write comes before everything else.

import { msg, plural } from "@lingui/core/macro";
import type { I18n, MessageDescriptor } from "@lingui/core";

import type { HelperHolding, PersonHolding, SavedState, StatusView } from "../bindings";

export type Tone = "calm" | "attention" | "trouble";

export interface StatusWords {
  readonly tone: Tone;
  readonly pill: MessageDescriptor;
}

/** For who was removed from the board, or whose computer was. */
export const OUT: StatusWords = { tone: "attention", pill: msg`Only to read` };

export function savedWords(saved: SavedState): MessageDescriptor {
  const { on, of, helpers = [] } = saved;
  const [first = ""] = helpers;
  const count = helpers.length;
  // A helper is no person's device and cannot read what it has: it stands beside the count, never in it.
  if (count > 1 || (count === 1 && first === "")) {
    if (on <= 1) return msg`On this device, and on ${plural(count, { one: "# helper", other: "# helpers" })}`;
    return msg`On ${on} of ${plural(of, { one: "# person’s device", other: "# people’s devices" })}, and on ${plural(count, { one: "# helper", other: "# helpers" })}`;
  }
  if (count === 1) {
    if (on <= 1) return msg`On this device, and on the helper ${first}`;
    return msg`On ${on} of ${plural(of, { one: "# person’s device", other: "# people’s devices" })}, and on the helper ${first}`;
  }
  const waits = saved.waits ?? 0;
  if (waits > 0) return msg`${plural(waits, { one: "# change waits to be sent", other: "# changes wait to be sent" })}`;
  if (on <= 1) return msg`Only on this device`;
  return msg`On ${on} of ${plural(of, { one: "# person’s device", other: "# people’s devices" })}`;
}

export function statusWords(status: StatusView): StatusWords {
  if (status.notSaved === "diskFull") return { tone: "trouble", pill: msg`Not saved: the disk is full` };
  if (status.notSaved !== null) return { tone: "trouble", pill: msg`Not saved: the disk does not answer` };
  return { tone: status.saved.on <= 1 ? "attention" : "calm", pill: savedWords(status.saved) };
}

/** Who holds everything: "you, Bob 10:42". */
export function holders(i18n: I18n, people: readonly PersonHolding[]): string {
  const names = people
    .filter((person) => person.me || person.holdsAll)
    .map((person) => (person.me ? i18n._(msg`you`) : withTime(i18n, person)));
  return new Intl.ListFormat(i18n.locale, { style: "short", type: "unit" }).format(names);
}

function withTime(i18n: I18n, person: PersonHolding): string {
  if (person.at === null) return person.name;
  return `${person.name} ${clock(i18n.locale, person.at)}`;
}

export function clock(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** One sentence on the network, below the count. */
export function networkWords(status: StatusView, offline: boolean): MessageDescriptor {
  if (offline) return msg`You are working offline. Your changes go when you switch that off in Settings.`;
  if (!status.network.listening) return msg`This computer is not connected. Nothing is lost.`;
  const { connected } = status.network;
  if (connected === 0) return msg`Nobody else is connected. You can keep working: your changes go when somebody opens the app.`;
  return msg`${plural(connected, { one: "# device is connected.", other: "# devices are connected." })}`;
}

/** What a helper is known to hold. */
export function helperWords(helper: HelperHolding): MessageDescriptor {
  if (helper.holdsAll) return msg`Carries everything you have, and cannot read it.`;
  if (helper.at === null) return msg`Not met yet.`;
  const { lacks } = helper;
  if (helper.full) return msg`It is full: it keeps what it has and takes nothing new. ${plural(lacks, { one: "# change is waiting for it.", other: "# changes are waiting for it." })}`;
  return msg`${plural(lacks, { one: "# change is waiting for it.", other: "# changes are waiting for it." })}`;
}

/** What one person's devices are known to hold. */
export function holdingWords(person: PersonHolding): MessageDescriptor {
  if (person.me) return msg`This device has everything.`;
  if (person.holdsAll && person.connected) return msg`Has everything you have. Connected now.`;
  if (person.holdsAll) return msg`Has everything you have.`;
  if (person.at === null) return msg`Not met yet.`;
  const { lacks } = person;
  return msg`${plural(lacks, { one: "# change is waiting for them.", other: "# changes are waiting for them." })}`;
}
