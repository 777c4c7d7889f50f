// A day: typed as people write it, or chosen from the calendar beside it. What is no day goes out as it was typed, so
// that whoever keeps it can say so; it is never dropped.

import { useLingui } from "@lingui/react/macro";
import { CalendarDays } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { Dialog, DialogTrigger, Input, Label, Popover, Text, TextField } from "react-aria-components";

import { IconButton } from "./Button";
import { passOn } from "./Inputs";
import { dayInField, dayInWords, isDay, readDay } from "./dayText";
import { later } from "./later";

const DayCalendar = later(() => import("./DayCalendar").then((file) => file.DayCalendar));

interface DayInputProps {
  readonly label: string;
  /** YYYY-MM-DD, or what was typed and is no day. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
  /** A day was chosen from the calendar, after `onChange`. */
  readonly onChosen?: () => void;
  readonly error?: string | null;
  readonly help?: ReactNode;
  readonly isReadOnly?: boolean;
}

export function DayInput({ label, value, onChange, onEnter, onChosen, error = null, help, isReadOnly = false }: DayInputProps) {
  const { t, i18n } = useLingui();
  const locale = regional(i18n.locale);
  // While somebody types, their own way of writing it stands in the field.
  const [typed, setTyped] = useState<{ text: string; value: string } | null>(null);
  const [open, setOpen] = useState(false);
  const [today] = useState(now);
  const type = (text: string) => {
    const next = readDay(locale, text, today) ?? text;
    setTyped({ text, value: next });
    onChange(next);
  };
  const choose = (day: string) => {
    setTyped(null);
    setOpen(false);
    onChange(day);
    onChosen?.();
  };
  const onKeyDown = (key: KeyboardEvent) => {
    passOn(key);
    if (key.key === "Enter" && !key.repeat && !key.nativeEvent.isComposing) onEnter?.();
  };
  const words = error === null ? dayInWords(locale, value) : null;
  const example = dayInField(locale, `${today.year}-11-24`);
  return (
    <TextField
      value={typed !== null && typed.value === value ? typed.text : dayInField(locale, value)}
      onChange={type}
      onBlur={() => isDay(value) && setTyped(null)}
      onKeyDown={onKeyDown}
      isInvalid={error !== null}
      isReadOnly={isReadOnly}
      className="flex flex-col gap-1"
    >
      <Label className="text-sm font-semibold">{label}</Label>
      <div className="flex gap-1">
        <Input inputMode="numeric" autoComplete="off" className="control w-full min-w-0" />
        {!isReadOnly && (
          <DialogTrigger isOpen={open} onOpenChange={setOpen}>
            <IconButton icon={CalendarDays} label={t`Choose from the calendar: ${label}`} tip={t`Calendar`} weight="secondary" />
            <Popover placement="bottom end" className="rounded-lg border border-border bg-surface shadow-pop">
              <Dialog aria-label={label} className="scroller max-h-[inherit] p-3"><DayCalendar label={label} value={value} onChange={choose} /></Dialog>
            </Popover>
          </DialogTrigger>
        )}
      </div>
      {error === null && (
        <Text slot="description" className="text-sm text-text-2">{help ?? words ?? t`Such as ${example}`}</Text>
      )}
      {error !== null && <Text slot="errorMessage" className="text-sm text-danger">{error}{" "}{t`Such as ${example}`}</Text>}
    </TextField>
  );
}

/** The person's own region of the app's language: it decides whether the day or the month comes first. */
function regional(locale: string): string {
  return navigator.language.startsWith(`${locale}-`) ? navigator.language : locale;
}

function now() {
  const at = new Date();
  return { year: at.getFullYear(), month: at.getMonth() + 1, day: at.getDate() };
}
