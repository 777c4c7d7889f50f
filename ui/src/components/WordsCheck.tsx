// Two of the words, typed from the paper: so that it is sure that they stand there.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import { Button } from "./Button";
import { TextInput } from "./Inputs";
import { useCore } from "../state/core";

interface WordsCheckProps {
  readonly words: readonly string[];
  readonly onRight: () => void;
  readonly onCancel: () => void;
}

/** Two different places, the earlier first. */
function twoPlaces(count: number): readonly [number, number] {
  const first = Math.floor(Math.random() * count);
  const second = (first + 1 + Math.floor(Math.random() * (count - 1))) % count;
  return first < second ? [first, second] : [second, first];
}

export function WordsCheck({ words, onRight, onCancel }: WordsCheckProps) {
  const { t, i18n } = useLingui();
  const { announcements } = useCore();
  const [places] = useState(() => twoPlaces(words.length));
  const [typed, setTyped] = useState<readonly [string, string]>(["", ""]);
  const [wrong, setWrong] = useState<readonly [number, number]>([0, 0]);
  const is = (at: 0 | 1) => typed[at].trim().toLowerCase() === words[places[at]];
  const check = () => {
    if (is(0) && is(1)) {
      announcements.tell(t`Both are right. Keep the paper in a safe place.`);
      return onRight();
    }
    // The first wrong one takes the focus.
    return setWrong([is(0) ? 0 : wrong[0] + 1, is(1) ? 0 : wrong[1] + 1]);
  };
  const field = (at: 0 | 1) => {
    const number = i18n.number(places[at] + 1);
    return (
      <TextInput
        key={at} label={t`Word ${number}`} value={typed[at]} autoFocus={at === 0} onEnter={check}
        onChange={(text) => { setTyped(at === 0 ? [text, typed[1]] : [typed[0], text]); setWrong(at === 0 ? [0, wrong[1]] : [wrong[0], 0]); }}
        error={wrong[at] > 0 ? t`Another word stands there. Look at the sheet again, and correct your paper.` : null} foundWrong={at === 0 || wrong[0] === 0 ? wrong[at] : 0}
      />
    );
  };
  return (
    <div className="flex flex-col gap-4">
      <p><Trans>Type these two from your paper.</Trans></p>
      <div className="grid gap-4 @min-[40rem]/app:grid-cols-2">{field(0)}{field(1)}</div>
      <div className="flex flex-wrap gap-3">
        <Button weight="primary" onPress={check}><Trans>Check</Trans></Button>
        <Button onPress={onCancel}><Trans>Show the words again</Trans></Button>
      </div>
    </div>
  );
}
