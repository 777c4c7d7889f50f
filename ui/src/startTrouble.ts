// When the core cannot open its data: one plain sentence instead of an empty window.

import { i18n } from "./i18n";
import { asAppError } from "./state/failure";
import { errorWords } from "./words/errors";

export function startTrouble(root: HTMLElement, error: unknown): void {
  const main = document.createElement("main");
  main.className = "mx-auto flex max-w-lg flex-col gap-4 px-6 py-12";
  const heading = document.createElement("h1");
  heading.className = "text-xl font-semibold";
  heading.textContent = "Manyhands";
  const sentence = document.createElement("p");
  sentence.setAttribute("role", "alert");
  sentence.textContent = i18n._(errorWords(asAppError(error)));
  main.append(heading, sentence);
  root.replaceChildren(main);
}
