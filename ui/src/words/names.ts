// The words for kinds, states, fields, choices, roles and actions: one word per thing.

import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { ItemKind, ItemState } from "../bindings";

export const KIND: Record<ItemKind, MessageDescriptor> = {
  need: msg`Need`,
  offer: msg`Offer`,
  supply: msg`Supply`,
  site: msg`Site`,
};

export const KINDS: Record<ItemKind, MessageDescriptor> = {
  need: msg`Needs`,
  offer: msg`Offers`,
  supply: msg`Supplies`,
  site: msg`Sites`,
};

export const STATE: Record<ItemState, MessageDescriptor> = {
  open: msg`Open`,
  partClaimed: msg`Part claimed`,
  claimed: msg`Claimed`,
  delivered: msg`Delivered`,
  withdrawn: msg`Withdrawn`,
};

const FIELD: Record<string, MessageDescriptor> = {
  title: msg`Title`,
  what: msg`What kind`,
  quantity: msg`How many`,
  unit: msg`Unit`,
  urgency: msg`Urgency`,
  neededBy: msg`Needed by`,
  area: msg`Area`,
  site: msg`Site`,
  details: msg`Details`,
  importRef: msg`Reference in the list`,
  siteKind: msg`Kind of site`,
  address: msg`Address`,
  lat: msg`Latitude`,
  lon: msg`Longitude`,
  hours: msg`Opening hours`,
  accepts: msg`Accepts`,
  category: msg`Category`,
  minimum: msg`Low at`,
  name: msg`Name`,
  template: msg`Template`,
};

/** The word for a field; one of a newer app keeps its own name. An offer has its own word for a day. */
export function fieldWord(field: string, kind?: ItemKind): MessageDescriptor {
  if (field === "neededBy" && kind === "offer") return msg`Available until`;
  return FIELD[field] ?? { id: field, message: field };
}

const CHOICE: Record<string, MessageDescriptor> = {
  item: msg`Goods`,
  service: msg`Service`,
  people: msg`People`,
  space: msg`Space`,
  money: msg`Money`,
  information: msg`Information`,
  "urgency.1": msg`1 · Can wait`,
  "urgency.2": msg`2 · Soon`,
  "urgency.3": msg`3 · Urgent`,
  "urgency.4": msg`4 · Danger to life`,
};

export function choiceWord(field: string, choice: string): MessageDescriptor {
  return CHOICE[`${field}.${choice}`] ?? CHOICE[choice] ?? { id: choice, message: choice };
}

const ROLE: Record<string, MessageDescriptor> = {
  steward: msg`Steward`,
  coordinator: msg`Coordinator`,
  editor: msg`Editor`,
  contributor: msg`Contributor`,
  reader: msg`Reader`,
};

export function roleWord(role: string): MessageDescriptor {
  return ROLE[role] ?? { id: role, message: role };
}

const NOTICE: Record<string, MessageDescriptor> = {
  overClaimed: msg`This is claimed more than once. Talk to each other: one of you can release.`,
  belowZero: msg`More was given out than was on the books. Recount what is there.`,
  deliveredAndWithdrawn: msg`This was delivered, and somebody also withdrew it. What happened counts.`,
  editedAfterArchive: msg`Somebody changed this while it was being archived. Restore it if it is still needed.`,
  twoCounts: msg`Two people counted at the same time. The later count is used; the other is listed below.`,
};

/** What wants a person; of claims it is said which of the two it is, by what remains. */
export function noticeWord(notice: string, remaining: number | null = null): MessageDescriptor {
  if (notice === "overClaimed" && remaining !== null && remaining < 0) {
    const over = -remaining;
    return msg`More is claimed than is needed: ${over} too many. Talk to each other: one of you can claim less, or release.`;
  }
  return NOTICE[notice] ?? { id: notice, message: notice };
}
