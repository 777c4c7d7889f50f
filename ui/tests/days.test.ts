// Days as people write them. The eleventh month and the twenty-fourth day can be told apart; what cannot follows the language.

import { expect, test } from "vitest";

import { dayInField, dayInWords, isDay, readDay } from "../src/components/dayText";

const TODAY = { year: 2026, month: 11, day: 22 };

test.each([
  ["en-US", "11/24/2026", "2026-11-24"],
  ["en-US", "11242026", "2026-11-24"],
  ["en-US", "1124", "2026-11-24"],
  ["en-US", "11/24", "2026-11-24"],
  ["en-US", "24/11/2026", "2026-11-24"],
  ["en-US", "5/6/27", "2027-05-06"],
  ["en-GB", "5/6/27", "2027-06-05"],
  ["en-GB", "24112026", "2026-11-24"],
  ["en-US", "24.11.", "2026-11-24"],
  ["en-US", "24.11.2026", "2026-11-24"],
  ["en-US", "24. 11. 2026", "2026-11-24"],
  ["en-US", "2026-11-24", "2026-11-24"],
  ["en-US", "20261124", "2026-11-24"],
  ["en-US", "Nov 24", "2026-11-24"],
  ["en-US", "24 November 2027", "2027-11-24"],
  ["de", "24.11.", "2026-11-24"],
  ["de", "3. März", "2027-03-03"],
  // A day that is over this year is the one of next year.
  ["en-US", "3/1", "2027-03-01"],
  ["en-US", "", ""],
])("%s: %s is %s", (locale, typed, day) => {
  expect(readDay(locale, typed, TODAY)).toBe(day);
});

test.each(["12", "12/", "11/24/2", "13/13/2026", "2026-11", "2026-02-30", "30.2.2027", "soon", "24 Smarch", "1e3"])("%s is no day", (typed) => {
  expect(readDay("en-US", typed, TODAY)).toBeNull();
});

test("a day is written back in the order of the language, and in words", () => {
  expect(dayInField("en-US", "2026-11-24")).toBe("11/24/2026");
  expect(dayInField("de", "2026-11-24")).toBe("24.11.2026");
  expect(dayInField("en-US", "11/2")).toBe("11/2");
  expect(dayInWords("en-US", "2026-11-24")).toBe("Tue, Nov 24, 2026");
  expect(dayInWords("en-US", "11/2")).toBeNull();
  expect(isDay("2026-02-29")).toBe(false);
});
