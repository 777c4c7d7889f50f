// One month to choose a day from. Its code comes when somebody opens it.

import { CalendarDate, parseDate } from "@internationalized/date";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button, Calendar, CalendarCell, CalendarGrid, CalendarGridBody, CalendarGridHeader, CalendarHeaderCell, Heading } from "react-aria-components";

import { isDay } from "./dayText";

interface DayCalendarProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

const TURN = "flex size-11 items-center justify-center rounded-md data-hovered:bg-surface-2 data-disabled:text-text-2";
const CELL =
  "flex size-9 items-center justify-center rounded-md data-hovered:bg-surface-2 data-selected:bg-primary " +
  "data-selected:text-on-primary data-outside-month:hidden data-today:font-bold data-today:underline";

export function DayCalendar({ label, value, onChange }: DayCalendarProps) {
  const chosen: CalendarDate | null = isDay(value) ? parseDate(value) : null;
  return (
    <Calendar aria-label={label} value={chosen} onChange={(day: CalendarDate) => onChange(day.toString())} autoFocus>
      <header className="flex items-center gap-2">
        <Button slot="previous" className={TURN}><ChevronLeft aria-hidden size="1.25rem" className="rtl:-scale-x-100" /></Button>
        <Heading className="flex-1 text-center font-semibold" />
        <Button slot="next" className={TURN}><ChevronRight aria-hidden size="1.25rem" className="rtl:-scale-x-100" /></Button>
      </header>
      <CalendarGrid className="mt-2">
        <CalendarGridHeader>{(day) => <CalendarHeaderCell className="size-9 text-sm font-normal text-text-2">{day}</CalendarHeaderCell>}</CalendarGridHeader>
        <CalendarGridBody>{(date) => <CalendarCell date={date} className={CELL} />}</CalendarGridBody>
      </CalendarGrid>
    </Calendar>
  );
}
