// Whose work on this stands only because others built on it: by whom, why it would not stand, and who built on it.

import { Trans, useLingui } from "@lingui/react/macro";

import type { ItemView, KeptWork } from "../../../bindings";
import { Note } from "../../../components/Page";
import { Said } from "../../../components/UserText";

export function KeptNotes({ view }: { view: ItemView }) {
  if (view.kept === undefined || view.kept.length === 0) return null;
  return (
    <Note tone="calm">
      {view.kept.map((kept) => <p key={`${kept.by}${kept.why}`} data-testid="kept"><Kept kept={kept} /></p>)}
    </Note>
  );
}

function Kept({ kept }: { kept: KeptWork }) {
  const { t, i18n } = useLingui();
  const others = [...kept.builtOnBy.map((name) => (name === "" ? t`somebody` : name)), ...(kept.builtOnByMe ? [t`you`] : [])];
  const list = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(others);
  const builders = <Said text={list} />;
  const by = <Said text={kept.mine ? t`you` : kept.by === "" ? t`somebody` : kept.by} />;
  const what = kept.made ? <Trans>This was added by {by}.</Trans> : <Trans>A part of this is by {by}.</Trans>;
  return <>{what}{" "}<Why kept={kept} />{" "}<Trans>It is kept because others built on it: {builders}.</Trans></>;
}

function Why({ kept }: { kept: KeptWork }) {
  switch (kept.why) {
    case "removed": return <Trans>They were removed from the board.</Trans>;
    case "deviceRevoked": return <Trans>It was written on a device that was taken off the board.</Trans>;
    case "other": return <Trans>They had no right to write it any more.</Trans>;
  }
}
