// Reads a count that somebody typed: whole, not below zero, and no larger than the core takes.

const LARGEST = 4_294_967_295;

/** `null` where it is no such number. */
export function wholeNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d+$/.test(trimmed)) return null;
  const number = Number(trimmed);
  return number <= LARGEST ? number : null;
}
