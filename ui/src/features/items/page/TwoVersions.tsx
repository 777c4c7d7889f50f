// "You and Bob both changed Title": what stands, what is shown, and a button for each. Nothing is lost by waiting.

import { Trans, useLingui } from "@lingui/react/macro";

import type { FieldVersion, FieldView } from "../../../bindings";
import { Button } from "../../../components/Button";
import type { Option } from "../../../components/Inputs";
import { Note } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { useCore } from "../../../state/core";
import { useUndo } from "../../../state/undo";
import { fieldWord } from "../../../words/names";
import type { Saving } from "./useSaving";
import { valueWords } from "./values";
import { asAppError } from "../../../state/failure";

interface TwoVersionsProps {
  readonly board: string;
  readonly item: string;
  readonly view: FieldView;
  readonly sites: readonly Option[];
  readonly mayEdit: boolean;
  readonly saving: Saving;
  readonly onChosen: () => void;
}

export function TwoVersions({ board, item, view, sites, mayEdit, saving, onChosen }: TwoVersionsProps) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const undo = useUndo(board);
  const [shown, ...others] = view.versions;
  if (shown === undefined || others.length === 0) return null;
  const { field, shape } = view;
  const label = i18n._(fieldWord(field));
  const words = (version: FieldVersion) => valueWords(i18n, field, shape, sites, version.value) ?? t`nothing`;
  const choose = async (version: FieldVersion) => {
    try {
      // Over all that is shown here; what arrives in this moment is kept.
      const changes = [{ field, value: version.value, base: view.stood }];
      await saving.follow(backend.dispatch({ type: "editItem", board, item, changes }));
      const value = words(version);
      announcements.tell(t`${label} is now “${value}”.`, undo);
      onChosen();
    } catch (error) {
      announcements.refuse(asAppError(error));
    }
  };
  const kept = words(shown);
  return (
    <div role="group" aria-label={t`Two versions of ${label}`} data-testid={`versions-${field}`}>
      <Note>
        <p><Who versions={view.versions} label={label} /></p>
        <p><Showing version={shown} value={kept} /></p>
        {mayEdit && (
          <div className="flex flex-wrap gap-2">
            {others.map((version) => {
              const value = words(version);
              return (
                <Button key={`${version.by}${version.at}${version.value}`} onPress={() => void choose(version)}>
                  <span className="max-w-72 truncate"><Trans>Use “<Said text={value} />”</Trans></span>
                </Button>
              );
            })}
            <Button onPress={() => void choose(shown)}>
              <span className="max-w-72 truncate"><Trans>Keep “<Said text={kept} />”</Trans></span>
            </Button>
          </div>
        )}
      </Note>
    </div>
  );
}

function Who({ versions, label }: { versions: readonly FieldVersion[]; label: string }) {
  const { i18n } = useLingui();
  const names = [...new Set(versions.filter((version) => !version.mine).map((version) => version.by))];
  const people = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(names);
  const mine = versions.some((version) => version.mine);
  if (mine && names.length === 0) return <Trans>You changed {label} on two devices.</Trans>;
  if (mine && names.length === 1) return <Trans>You and <Said text={people} /> both changed {label}.</Trans>;
  if (mine) return <Trans>You, <Said text={people} /> changed {label} at the same time.</Trans>;
  if (names.length === 2) return <Trans><Said text={people} /> both changed {label}.</Trans>;
  return <Trans><Said text={people} /> changed {label} at the same time.</Trans>;
}

function Showing({ version, value }: { version: FieldVersion; value: string }) {
  const { by } = version;
  if (version.mine) return <Trans>Showing “<Said text={value} />” (yours).</Trans>;
  return <Trans>Showing “<Said text={value} />” (from <Said text={by} />).</Trans>;
}
