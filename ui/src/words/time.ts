// Times as people say them: one way of writing the hour everywhere.

/** "10:42" today, "Tue 10:42" within a week, else the date. Times far from now are not believed. */
export function when(locale: string, at: number, now: number): string {
  const day = 86_400_000;
  if (at <= 0 || at > now + 2 * day) return "–";
  const options: Intl.DateTimeFormatOptions =
    new Date(at).toDateString() === new Date(now).toDateString()
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : now - at < 6 * day
        ? { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
        : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(locale, options).format(at);
}

/** A day with its hour, for what lies ahead or is written down: "Nov 22, 2026, 10:42". */
export function dayAndHour(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" }).format(at);
}
