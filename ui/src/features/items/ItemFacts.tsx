// What a row or a card says about a need or an offer: kind, state, how many, where, until when, who.

import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { ItemRow, ItemState } from "../../bindings";
import { Chip, type ChipTone } from "../../components/Chip";
import { Said, UserText } from "../../components/UserText";
import { choiceWord, KIND, STATE } from "../../words/names";

const STATE_TONE: Record<ItemState, ChipTone> = {
  open: "plain", partClaimed: "warn", claimed: "shift", delivered: "offer", withdrawn: "plain",
};

export function KindChip({ row }: { row: Pick<ItemRow, "kind"> }) {
  const { i18n } = useLingui();
  const tone = row.kind === "need" ? "need" : row.kind === "offer" ? "offer" : "plain";
  return <Chip tone={tone}>{i18n._(KIND[row.kind])}</Chip>;
}

export function StateChips({ row, hideState = false }: { row: ItemRow; hideState?: boolean }) {
  const { i18n } = useLingui();
  const urgency = row.fields["urgency"];
  const tone = urgency === "4" ? "danger" : urgency === "3" ? "warn" : urgency === "2" ? "plain" : null;
  return (
    <>
      {!hideState && <Chip tone={STATE_TONE[row.state]}>{i18n._(STATE[row.state])}</Chip>}
      {urgency !== undefined && tone !== null && <Chip tone={tone}>{i18n._(choiceWord("urgency", urgency))}</Chip>}
      {row.twoVersions && <Chip tone="warn"><Trans>2 versions</Trans></Chip>}
      {row.archived && <Chip tone="plain"><Trans>Archived</Trans></Chip>}
      {row.held !== undefined && <Chip tone="warn">{row.held.mine ? <Trans>Waits to be let in</Trans> : <Trans>New: not let in yet</Trans>}</Chip>}
      {row.appeal !== undefined && <Chip tone="warn"><Trans>Asked to look again</Trans></Chip>}
      {row.hiddenForAll !== null && <Chip tone="warn"><Trans>Hidden for everybody</Trans></Chip>}
      {row.hiddenForMe && <Chip tone="plain"><Trans>Hidden for me</Trans></Chip>}
      {row.byBlocked && <Chip tone="plain"><Trans>By somebody blocked</Trans></Chip>}
    </>
  );
}

/** "Claimed by Alice and Bob". */
export function ClaimedBy({ names }: { names: readonly string[] }) {
  const { i18n } = useLingui();
  if (names.length === 0) return null;
  const people = new Intl.ListFormat(i18n.locale, { style: "long", type: "conjunction" }).format(names);
  return <span><Trans>Claimed by <Said text={people} /></Trans></span>;
}

/** A day, as people write it. */
export function day(locale: string, date: string): string {
  const at = new Date(`${date}T12:00:00`);
  if (Number.isNaN(at.getTime())) return date;
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(at);
}

function Quantity({ row }: { row: ItemRow }) {
  const { i18n } = useLingui();
  const { quantity, unit } = row.fields;
  if (quantity === undefined) return null;
  const amount = i18n.number(Number(quantity));
  const { remaining } = row;
  const told = remaining !== null && remaining !== Number(quantity);
  const left = told && remaining >= 0 ? i18n.number(remaining) : null;
  const over = told && remaining < 0 ? i18n.number(-remaining) : null;
  return (
    <>
      <span>{amount}{unit !== undefined && <> <UserText>{unit}</UserText></>}</span>
      {left !== null && <span><Trans>{left} left</Trans></span>}
      {over !== null && <span><Trans>{over} too many</Trans></span>}
    </>
  );
}

/** The quiet line: facts in the order in which they are asked for. */
export function Meta({ row }: { row: ItemRow }) {
  const { i18n } = useLingui();
  const { area, neededBy } = row.fields;
  const date = neededBy === undefined ? null : day(i18n.locale, neededBy);
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-text-2">
      <Quantity row={row} />
      {area !== undefined && <UserText>{area}</UserText>}
      {date !== null && <span>{row.kind === "offer" ? <Trans>until {date}</Trans> : <Trans>by {date}</Trans>}</span>}
      <ClaimedBy names={row.claimedBy} />
      {row.comments > 0 && <span><Plural value={row.comments} one="# comment" other="# comments" /></span>}
      <span>{row.code}</span>
    </span>
  );
}
