// A file that was dropped on the window, as the bytes that the core takes.

import type { ImportSource } from "../../bindings";

export async function asSource(file: File): Promise<ImportSource> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  const step = 0x8000;
  for (let at = 0; at < bytes.length; at += step) {
    binary += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return { type: "bytes", name: file.name, base64: btoa(binary) };
}
