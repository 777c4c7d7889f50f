// What the core asks for before it does something that lets whoever asks in for good, or that the person has to sign: the
// passphrase once more, or the twelve words where they are on paper only. One question at a time; the others wait.
// What is typed goes to the core and is kept nowhere.

import type { AppError } from "../bindings";
import { asAppError } from "./failure";

export type Question = "passphrase" | "words";

export interface Asked {
  readonly id: number;
  readonly question: Question;
  /** What was wrong with the answer before. */
  readonly wrong: AppError | null;
  /** `null`: the person changed their mind. */
  readonly answer: (typed: string | null) => void;
}

export class Asking {
  #current: Asked | null = null;
  #id = 0;
  #line: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly current = (): Asked | null => this.#current;

  /** Runs something, and once more with what the person types, until it is right or they change their mind. */
  async through<T>(run: () => Promise<T>, again: (question: Question, typed: string) => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (reason) {
      const question = asks(asAppError(reason));
      if (question === null) throw reason;
      const rest = this.#line.then(() => this.#until(question, again, reason));
      this.#line = rest.catch(() => {});
      return rest;
    }
  }

  async #until<T>(question: Question, again: (question: Question, typed: string) => Promise<T>, first: unknown): Promise<T> {
    for (let wrong: AppError | null = null; ;) {
      const typed = await this.#ask(question, wrong);
      if (typed === null) throw first;
      try {
        return await again(question, typed);
      } catch (reason) {
        const error = asAppError(reason);
        if (!isWrong(question, error)) throw reason;
        wrong = error;
      }
    }
  }

  #ask(question: Question, wrong: AppError | null): Promise<string | null> {
    return new Promise((resolve) => {
      const answer = (typed: string | null) => {
        this.#set(null);
        resolve(typed);
      };
      this.#set({ id: ++this.#id, question, wrong, answer });
    });
  }

  #set(asked: Asked | null): void {
    this.#current = asked;
    for (const listener of this.#listeners) listener();
  }
}

function asks({ code, details }: AppError): Question | null {
  if ((code === "passphraseNeeded" || code === "passphraseWrong") && details["why"] === "again") return "passphrase";
  return code === "wordsNeeded" ? "words" : null;
}

function isWrong(question: Question, error: AppError): boolean {
  return question === "words" ? error.code === "wordsWrong" : asks(error) === "passphrase";
}
