// Days as people type them, and as they are written back: "24.11.", "11/24/2026", "24 Nov", "2026-11-24", "11242026".
// Where two numbers can be read both ways, the language decides; the reading is shown in words beside the field.

export interface Today {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

type Part = "year" | "month" | "day";

/** Returns the day as YYYY-MM-DD, "" for nothing typed, and `null` for what is no day. A missing year is the next one that fits. */
export function readDay(locale: string, typed: string, today: Today): string | null {
  const text = typed.trim().replace(/,/g, " ");
  if (text === "") return "";
  if (/^\d+$/.test(text)) return readDigits(locale, text, today);
  const named = text.match(/\p{L}{3,}/u)?.[0];
  const numbers = text.match(/\d+/g) ?? [];
  if (named !== undefined) return readNamed(locale, named, numbers, text, today);
  if (!/^\d+\s*[-./\s]\s*\d+(\s*[-./\s]\s*\d+)?\s*[./]?$/.test(text)) return null;
  const [first = "", second = "", third] = numbers;
  if (first.length === 4) return third === undefined ? null : iso(Number(first), Number(second), Number(third));
  const year = third === undefined ? null : fullYear(third);
  if (third !== undefined && year === null) return null;
  const dayFirst = text.includes(".") || isDayFirst(locale);
  const [one, other] = [Number(first), Number(second)];
  const meant = dayFirst ? inYear(year, other, one, today) : inYear(year, one, other, today);
  // A number above 12 can be no month.
  return meant ?? (dayFirst ? inYear(year, one, other, today) : inYear(year, other, one, today));
}

/** A day as it stands in the field: all numbers, in the order of the language. */
export function dayInField(locale: string, day: string): string {
  const at = noon(day);
  return at === null ? day : new Intl.DateTimeFormat(locale, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/** A day in words, by which a misreading is seen: "Tue, Nov 24, 2026". */
export function dayInWords(locale: string, day: string): string | null {
  const at = noon(day);
  return at === null ? null : new Intl.DateTimeFormat(locale, { weekday: "short", year: "numeric", month: "short", day: "numeric" }).format(at);
}

/** Whether it is a day as the core keeps it. */
export function isDay(text: string): boolean {
  return noon(text) !== null;
}

function noon(day: string): Date | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (iso(Number(year), Number(month), Number(date)) === null) return null;
  return new Date(Number(year), Number(month) - 1, Number(date), 12);
}

function iso(year: number, month: number, day: number): string | null {
  if (!(year >= 1900 && year <= 9999 && month >= 1 && month <= 12 && day >= 1)) return null;
  if (day > new Date(year, month, 0).getDate()) return null;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function inYear(year: number | null, month: number, day: number, today: Today): string | null {
  if (year !== null) return iso(year, month, day);
  const past = month < today.month || (month === today.month && day < today.day);
  return iso(today.year + (past ? 1 : 0), month, day);
}

function fullYear(text: string): number | null {
  if (text.length === 4) return Number(text);
  return text.length === 2 ? 2000 + Number(text) : null;
}

function readDigits(locale: string, text: string, today: Today): string | null {
  const at = (from: number, length = 2) => Number(text.slice(from, from + length));
  if (text.length === 8 && /^(19|20)/.test(text)) {
    const day = iso(at(0, 4), at(4), at(6));
    if (day !== null) return day;
  }
  if (text.length !== 8 && text.length !== 4) return null;
  const year = text.length === 8 ? at(4, 4) : null;
  const [one, other] = [at(0), at(2)];
  return isDayFirst(locale)
    ? (inYear(year, other, one, today) ?? inYear(year, one, other, today))
    : (inYear(year, one, other, today) ?? inYear(year, other, one, today));
}

function readNamed(locale: string, name: string, numbers: readonly string[], text: string, today: Today): string | null {
  if (text.replace(/[\p{L}\d\s.]/gu, "") !== "" || numbers.length > 2) return null;
  const month = monthNamed(locale, name);
  const day = numbers.find((number) => number.length <= 2);
  const year = numbers.find((number) => number.length === 4);
  if (month === null || day === undefined || (numbers.length === 2 && year === undefined)) return null;
  return inYear(year === undefined ? null : Number(year), month, Number(day), today);
}

function monthNamed(locale: string, name: string): number | null {
  const long = new Intl.DateTimeFormat(locale, { month: "long" });
  const wanted = name.toLocaleLowerCase(locale);
  const months = Array.from({ length: 12 }, (_, at) => long.format(new Date(2026, at, 15)).toLocaleLowerCase(locale));
  const fit = months.flatMap((month, at) => (month.startsWith(wanted) ? [at + 1] : []));
  return fit.length === 1 ? (fit[0] ?? null) : null;
}

function isDayFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(new Date(2026, 10, 24)).map((part) => part.type as Part);
  return parts.indexOf("day") < parts.indexOf("month");
}
