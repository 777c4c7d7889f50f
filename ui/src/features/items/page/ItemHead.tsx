// The top of a page: title, code, chips, who made it, whether it is saved, its menu and Close.

import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";

import type { ItemView } from "../../../bindings";
import { ActionMenu } from "../../../components/ActionMenu";
import { Button } from "../../../components/Button";
import { Said } from "../../../components/UserText";
import { useWide } from "../../../state/wide";
import { when } from "../../../words/time";
import { EditingChip } from "../Editing";
import { KindChip, StateChips } from "../ItemFacts";
import { type ItemActions, isPromise } from "../useItemActions";
import type { Saving } from "./useSaving";

interface ItemHeadProps {
  readonly view: ItemView;
  readonly actions: ItemActions;
  readonly saving: Saving;
  readonly now: number;
  readonly onClose: () => void;
}

export function ItemHead({ view, actions, saving, now, onClose }: ItemHeadProps) {
  const { t, i18n } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  // Beside a list the section has the h1; over it this page is the only one.
  const Title = useWide() ? "h2" : "h1";
  useEffect(() => heading.current?.focus(), []);
  const { row } = view;
  const { title, madeBy } = row;
  const madeAt = when(i18n.locale, view.madeAt, now);
  return (
    <header className="flex flex-col gap-2">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <Title ref={heading} tabIndex={-1} className="min-w-0 flex-[1_1_10rem] pt-2 text-lg font-semibold wrap-anywhere">
          <bdi>{title}</bdi>
        </Title>
        <div className="flex shrink-0 items-center">
          <ActionMenu label={t`Actions for ${title}`} actions={actions.menu(row)} />
          <Button weight="quiet" icon={X} aria-keyshortcuts="Escape" onPress={onClose}><Trans>Close</Trans></Button>
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <KindChip row={row} />
        {isPromise(row) && <StateChips row={row} />}
        <EditingChip item={row.item} />
        <span className="text-sm text-text-2" data-testid="item-code">{row.code}</span>
        <span className="text-sm text-text-2"><Trans>Made by <Said text={madeBy} />, {madeAt}</Trans></span>
        <p aria-live="polite" data-testid="saved-state" data-phase={saving.phase} className="ms-auto text-sm font-semibold text-text-2">
          <SavingWords saving={saving} />
        </p>
      </div>
    </header>
  );
}

function SavingWords({ saving }: { saving: Saving }) {
  switch (saving.phase) {
    case "quiet": return null;
    case "saving": return <Trans>Saving…</Trans>;
    case "saved": return <Trans>Saved</Trans>;
    case "notSaved": return <Trans>Not saved. What you typed is kept.</Trans>;
  }
}
