// One sentence for each thing that can happen to a need, an offer, a supply or a site.

import { Trans, useLingui } from "@lingui/react/macro";

import type { Activity, FieldView, ItemKind } from "../../../bindings";
import type { Option } from "../../../components/Inputs";
import { Said, UserText } from "../../../components/UserText";
import { fieldWord } from "../../../words/names";
import { valueWords } from "./values";

interface HappeningProps {
  readonly activity: Activity;
  readonly kind: ItemKind;
  readonly fields: readonly FieldView[];
  readonly sites: readonly Option[];
}

export function Happening({ activity, kind, fields, sites }: HappeningProps) {
  const { i18n } = useLingui();
  const { what } = activity;
  const by = <Name activity={activity} />;
  switch (what.type) {
    case "made": return <Trans>{by} added this.</Trans>;
    case "released": return <Trans>{by} released the claim.</Trans>;
    case "commented": return <Trans>{by} wrote a comment.</Trans>;
    case "attached": {
      const name = <UserText>{what.name}</UserText>;
      return <Trans>{by} added the file “{name}”.</Trans>;
    }
    case "archived": return <Trans>{by} archived this.</Trans>;
    case "restored": return <Trans>{by} restored this.</Trans>;
    case "takenBack": return <Trans>{by} took something back.</Trans>;
    case "askedAgain": {
      const said = <UserText>{what.text}</UserText>;
      return <Trans>{by} asked to show this again: “{said}”.</Trans>;
    }
    case "edited": {
      const label = i18n._(fieldWord(what.field, kind));
      const shape = fields.find((field) => field.field === what.field)?.shape ?? "line";
      const value = valueWords(i18n, what.field, shape, sites, what.value);
      if (value === null) return <Trans>{by} emptied {label}.</Trans>;
      const shown = <UserText>{value}</UserText>;
      return <Trans>{by} changed {label} to “{shown}”.</Trans>;
    }
    case "claimed": {
      if (what.quantity === null) return <Trans>{by} claimed this.</Trans>;
      const amount = i18n.number(what.quantity);
      return <Trans>{by} claimed {amount}.</Trans>;
    }
    case "delivered": {
      if (what.quantity === null) return <Trans>{by} marked this delivered.</Trans>;
      const amount = i18n.number(what.quantity);
      return <Trans>{by} marked {amount} delivered.</Trans>;
    }
    case "withdrawn": {
      const { note } = what;
      if (note === null) return <Trans>{by} withdrew this.</Trans>;
      const said = <UserText>{note}</UserText>;
      return <Trans>{by} withdrew this: “{said}”.</Trans>;
    }
    case "stockMoved": {
      const amount = i18n.number(Math.abs(what.quantity));
      if (what.quantity < 0) return <Trans>{by} gave out {amount}.</Trans>;
      return <Trans>{by} received {amount}.</Trans>;
    }
    case "counted": {
      const amount = i18n.number(what.counted);
      return <Trans>{by} counted {amount}.</Trans>;
    }
  }
}

/** The name, as the subject of every sentence: "Alice (you)". So one sentence serves the reader and the others. */
function Name({ activity }: { activity: Activity }) {
  const { by } = activity;
  if (activity.mine) return <Trans><Said text={by} /> (you)</Trans>;
  return <bdi>{by}</bdi>;
}
