// Why a page is folded away in the lists, and the way back.

import { Trans, useLingui } from "@lingui/react/macro";

import type { ItemRow } from "../../../bindings";
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
      {hiddenForAll !== null && (
        <Note>
          <p data-testid="hidden-for-all"><Trans>Hidden for everybody by {by}.</Trans> {i18n._(HIDE_REASON[hiddenForAll.reason])}</p>
          {actions.mayModerate && <div><Button onPress={() => actions.showForAll(row)}><Trans>Show again for everybody</Trans></Button></div>}
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
