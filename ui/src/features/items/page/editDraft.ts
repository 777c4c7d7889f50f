// The draft of a field: what was typed, and what stood in the field when the typing began, in JSON.

export interface EditDraft {
  readonly text: string;
  readonly base: readonly string[];
}

/** Reads a draft. One of an older app is the bare text: then nothing counts as seen, and what stands is kept beside it. */
export function readEdit(draft: string): EditDraft {
  try {
    const parsed: unknown = JSON.parse(draft);
    if (isEdit(parsed)) return { text: parsed.text, base: parsed.base };
  } catch {
    // The bare text.
  }
  return { text: draft, base: [] };
}

export function writeEdit(edit: EditDraft): string {
  return JSON.stringify(edit);
}

function isEdit(parsed: unknown): parsed is EditDraft {
  if (typeof parsed !== "object" || parsed === null || !("text" in parsed) || !("base" in parsed)) return false;
  return typeof parsed.text === "string" && Array.isArray(parsed.base) && parsed.base.every((entry) => typeof entry === "string");
}
