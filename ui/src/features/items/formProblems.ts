// What is wrong with a form for something new, field by field, before the core is asked. The core checks all of it again.

import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { ItemKind } from "../../bindings";
import { isDay } from "../../components/dayText";
import { fieldProblem } from "../../words/errors";
import type { Typed } from "./addDraft";
import { FORM } from "./fields";
import { wholeNumber } from "./supplies/wholeNumber";

export interface FieldProblem {
  readonly field: string;
  readonly text: string;
}

export function formProblems(i18n: I18n, kind: ItemKind, typed: Typed): readonly FieldProblem[] {
  return FORM[kind].flatMap(({ field, shape, limit }) => {
    const text = (typed[field] ?? "").trim();
    const problem = (): string | null => {
      if (field === "title" && text === "") return i18n._(msg`Type a title.`);
      if (text === "") return null;
      if (shape === "number" && wholeNumber(text) === null) return i18n._(fieldProblem("notANumber"));
      if (shape === "date" && !isDay(text)) return i18n._(fieldProblem("notADate"));
      // As the core counts: characters, not UTF-16 units.
      const length = [...text].length;
      if (limit === null || length <= limit) return null;
      const [most, over] = [i18n.number(limit), i18n.number(length - limit)];
      return i18n._(msg`At most ${most} characters fit here. Shorten it by ${over}.`);
    };
    const told = problem();
    return told === null ? [] : [{ field, text: told }];
  });
}
