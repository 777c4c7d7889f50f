// Why a page is folded away in the lists, and the way back.

import { Trans, useLingui } from "@lingui/react/macro";

import type { AppealView, HeldView, ItemRow } from "../../../bindings";
import { Button } from "../../../components/Button";
import { Note } from "../../../components/Page";
import { UserText } from "../../../components/UserText";
import { HIDE_REASON } from "../../../words/trust";
import type { ItemActions } from "../useItemActions";

export function HiddenNotes({ row, actions }: { row: ItemRow; actions: ItemActions }) {
  const { t, i18n } = useLingui();
  const { hiddenForAll } = row;
  const by = <UserText>{hiddenForAll === null || hiddenForAll.mine ? t`you` : hiddenForAll.by}</UserText>;
  return (
    <>
      {row.held !== undefined && <HeldNote row={row} held={row.held} actions={actions} />}
      {hiddenForAll !== null && (
        <Note>
          <p data-testid="hidden-for-all"><Trans>Hidden for everybody by {by}.</Trans> {i18n._(HIDE_REASON[hiddenForAll.reason])}</p>
          {hiddenForAll.note !== undefined && <p dir="auto" className="wrap-anywhere">{hiddenForAll.note}</p>}
          {hiddenForAll.kept === true && <p><Trans>It was looked at again, and stays hidden.</Trans></p>}
          {row.appeal !== undefined && <Appeal appeal={row.appeal} />}
          <div className="flex flex-wrap gap-2 empty:hidden">
            {actions.mayModerate && <Button onPress={() => actions.showForAll(row)}><Trans>Show again for everybody</Trans></Button>}
            {actions.mayModerate && row.appeal !== undefined && <Button onPress={() => actions.keepHidden(row)}><Trans>Keep it hidden…</Trans></Button>}
            {row.mayAskAgain === true && <Button onPress={() => actions.askAgain(row)}><Trans>Ask to look again…</Trans></Button>}
          </div>
        </Note>
      )}
      {row.hiddenForMe && (
        <Note tone="calm">
          <p><Trans>You have hidden this. Only you see that.</Trans></p>
          <div><Button onPress={() => actions.hideForMe(row, false)}><Trans>Show again for me</Trans></Button></div>
        </Note>
      )}
      {row.byBlocked && <Note tone="calm"><p><Trans>Made by somebody whom you have blocked.</Trans></p></Note>}
    </>
  );
}

/** What whoever made it says. */
function Appeal({ appeal }: { appeal: AppealView }) {
  const { t } = useLingui();
  const who = <UserText>{appeal.mine ? t`You` : appeal.by}</UserText>;
  return (
    <blockquote data-testid="appeal" className="flex flex-col gap-1 border-s-4 border-warn ps-3">
      <p className="font-semibold">{appeal.mine ? <Trans>You ask to look again:</Trans> : <Trans>{who} asks to look again:</Trans>}</p>
      <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">{appeal.text}</p>
    </blockquote>
  );
}

function HeldNote({ row, held, actions }: { row: ItemRow; held: HeldView; actions: ItemActions }) {
  return (
    <Note>
      <p data-testid="held">
        {held.mine ? (
          <Trans>This waits until somebody on the board lets it in, because you are new here. Others do not see it yet.</Trans>
        ) : held.why === "flood" ? (
          <Trans>Very much came from the same person at that time, so this waits until somebody lets it in. Others do not see it yet.</Trans>
        ) : (
          <Trans>Whoever made this is new here, and nobody has vouched for them. Others do not see it before it is let in.</Trans>
        )}
      </p>
      {held.mayLetIn && <div><Button weight="primary" onPress={() => actions.letInHeld([row.item])}><Trans>Let it in</Trans></Button></div>}
    </Note>
  );
}
