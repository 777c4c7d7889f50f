// When the core cannot open its data: one plain sentence instead of an empty window.

import type { AppError } from "./bindings";
import { i18n } from "./i18n";
import { errorWords } from "./words/errors";

export function startTrouble(root: HTMLElement, error: unknown): void {
  const known = typeof error === "object" && error !== null && "code" in error;
  const shown: AppError = known ? (error as AppError) : { code: "internal", message: "", details: {} };
  const main = document.createElement("main");
  main.className = "mx-auto flex max-w-lg flex-col gap-4 px-6 py-12";
  const heading = document.createElement("h1");
  heading.className = "text-xl font-semibold";
  heading.textContent = "Manyhands";
  const sentence = document.createElement("p");
  sentence.setAttribute("role", "alert");
  sentence.textContent = i18n._(errorWords(shown));
  main.append(heading, sentence);
  root.replaceChildren(main);
}
