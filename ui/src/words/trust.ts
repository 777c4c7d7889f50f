// The words about who may do what: what a role may, why somebody was removed or something hidden, why it is set aside.

import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { HideReason, RemoveReason, Role, SetAsideKind } from "../bindings";

const ROLE_LINE: Record<Role, MessageDescriptor> = {
  steward: msg`Steward: may make and remove coordinators, and all that coordinators may`,
  coordinator: msg`Coordinator: may invite and remove people, hide things, and let in what was set aside`,
  editor: msg`Editor: may change everything on the board`,
  contributor: msg`Contributor: may add things, change their own, claim and comment`,
  reader: msg`Reader: may read everything, and change nothing`,
  helper: msg`Helper: carries the board for the others, and cannot read it`,
  reporter: msg`Reporter: may send in a report, and reads nothing`,
};

/** The role and what it may, in one line; a role of a newer app keeps its own name. */
export function roleLine(role: string): MessageDescriptor {
  return (ROLE_LINE as Partial<Record<string, MessageDescriptor>>)[role] ?? { id: role, message: role };
}

export const REMOVE_REASON: Record<RemoveReason, MessageDescriptor> = {
  leftGroup: msg`Has left the group`,
  harmful: msg`Does harm to others`,
  spam: msg`Writes what nobody wants`,
  lostDevice: msg`Has lost their device`,
  mistake: msg`Was let in by mistake`,
  other: msg`Another reason`,
};

/** Why, as it is told: one without a name of its own tells what was said about it, and else that nothing was. */
export function removedFor(reason: RemoveReason, note: string | null): MessageDescriptor | null {
  if (reason !== "other") return REMOVE_REASON[reason];
  return note === null ? msg`No reason was given.` : null;
}

export const HIDE_REASON: Record<HideReason, MessageDescriptor> = {
  houseRules: msg`Against the rules of this board`,
  private: msg`Tells something private`,
  wrong: msg`Is not true any more, or never was`,
  spam: msg`Nobody asked for it`,
  other: msg`Another reason`,
};

export interface AsideWords {
  readonly title: MessageDescriptor;
  readonly what: MessageDescriptor;
}

export const ASIDE_KIND: Record<SetAsideKind, AsideWords> = {
  notAllowed: { title: msg`Not allowed`, what: msg`Whoever wrote this was not allowed to. It is kept, and a coordinator can let it in.` },
  waiting: { title: msg`Waiting`, what: msg`Something that this builds on has not arrived. It counts by itself as soon as that is here.` },
  invalid: { title: msg`Not valid`, what: msg`This is damaged, or was not written by the rules of Manyhands. Nobody can let it in.` },
  newer: { title: msg`From a newer version`, what: msg`This was written with a newer version of Manyhands. It is kept and passed on as it is; after an update you see it.` },
  suspect: { title: msg`Manyhands stumbled over it`, what: msg`Reading this ended with a fault of the app, so it was left out. The rest of the board is as it should be.` },
};

const ASIDE_REASON: Record<string, MessageDescriptor> = {
  "removed": msg`Written after they were removed from the board.`,
  "steward-dropped": msg`Written after they were no steward any more.`,
  "device-revoked": msg`Written on a device that was taken off the board.`,
  "ticket-removed": msg`They came by an invite ticket that had been removed.`,
  "rank-too-low": msg`Their role does not allow it.`,
  "role-out-of-reach": msg`They gave a role that was not theirs to give.`,
  "rests-on-refused": msg`It builds on something that does not count.`,
  "dependency": msg`It builds on something that does not count.`,
  "not-your-grant": msg`They used a role that is somebody else’s.`,
  "two-grants": msg`It names two roles where one is meant.`,
  "not-a-member": msg`They have no role on this board.`,
  "unknown-device": msg`Nobody vouched for the device that wrote it.`,
  "lost-branch": msg`Their device wrote two different things in one place; the other one counts.`,
  "missing": msg`What it builds on is not here yet.`,
  "bad-signature": msg`Its signature is wrong: it was changed on its way, or written in another’s name.`,
  "other-board": msg`It was made for another board.`,
  "other-ticket": msg`It was made for another invite ticket.`,
  "unreadable": msg`It cannot be read.`,
  "unknown-kind": msg`It comes from a newer version of Manyhands. After an update it may count.`,
  "cut-not-here": msg`It removes somebody up to a point that has not arrived here.`,
  "not-removable": msg`It takes back something that cannot be taken back this way.`,
  "no-quorum": msg`Too few stewards signed it.`,
  "other-charter": msg`The stewards decided otherwise at the same time, and that counts.`,
  "bad-charter": msg`It does not follow the rules for changing the stewards.`,
  "not-the-genesis": msg`It claims to be the beginning of this board, and is not.`,
  "never-erased": msg`It asks to erase what can never be erased.`,
  "statementUnknown": msg`It says something that this version of Manyhands does not know.`,
  "kindChanged": msg`It would have made this into something else, such as a need into a site.`,
  "suspect": msg`Reading it ended with a fault of the app.`,
};

/** Families of words about a body that no honest app writes, by how they begin. */
const BODY_REASON: readonly (readonly [string, MessageDescriptor])[] = [
  ["change", msg`It is not written as Manyhands writes a change.`],
  ["apply", msg`It does not fit what it claims to build on.`],
  ["statement", msg`It says more, or names more, than is allowed at once.`],
  ["wrong", msg`It does not fit what it claims to be about.`],
  ["deps", msg`It does not fit what it claims to build on.`],
];

/** Why something does not count, by the core's word; of a newer core the word itself. */
export function asideReason(reason: string): MessageDescriptor {
  const family = BODY_REASON.find(([beginning]) => reason.startsWith(beginning));
  return ASIDE_REASON[reason] ?? family?.[1] ?? msg`It does not follow the rules (“${reason}”).`;
}
