// A file that was dropped on the window, as the bytes that the core takes.

import type { AppError, ImportSource } from "../../bindings";

/** As the core has it; asked before the file is read at all. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Rejects with an `AppError` where the file is too large. */
export async function asSource(file: File): Promise<ImportSource> {
  if (file.size > MAX_BYTES) {
    const tooLarge: AppError = { code: "tooLarge", message: "", details: { limit: String(MAX_BYTES) } };
    throw tooLarge;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  const step = 0x8000;
  for (let at = 0; at < bytes.length; at += step) {
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return { type: "bytes", name: file.name, base64: btoa(binary) };
}
