// "Bob changed Title while you were writing": what was typed can no longer stand beside it, so the person is asked.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../../components/Button";
import { Note } from "../../../components/Page";
import { Said } from "../../../components/UserText";
import { fieldWord } from "../../../words/names";

interface ChangedMeanwhileProps {
  readonly field: string;
  /** Whose value stands; empty where their name has not arrived. */
  readonly person: string;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

export function ChangedMeanwhile({ field, person, onMine, onTheirs }: ChangedMeanwhileProps) {
  const { t, i18n } = useLingui();
  const label = i18n._(fieldWord(field));
  return (
    <div role="group" aria-label={t`${label} was changed meanwhile`} data-testid={`changed-${field}`}>
      <Note>
        <p role="status">
          {person === ""
            ? <Trans>Somebody changed {label} while you were writing. What you wrote is not saved yet.</Trans>
            : <Trans><Said text={person} /> changed {label} while you were writing. What you wrote is not saved yet.</Trans>}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button onPress={onMine}><Trans>Keep mine</Trans></Button>
          <Button onPress={onTheirs}>
            {person === "" ? <Trans>Keep theirs</Trans> : <Trans>Keep what <Said text={person} /> wrote</Trans>}
          </Button>
        </div>
      </Note>
    </div>
  );
}
