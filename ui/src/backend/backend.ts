// The doors to the core, as an interface: the window's shell implements it, tests bring their own.
// Nothing outside of this folder knows that Tauri exists.

import type { Intent, Outcome, Query, Reading, ReadingAnswer, ViewUpdate, Window } from "../bindings";

export interface ChosenFile {
  readonly token: string;
  readonly name: string;
}

export interface Backend {
  /** Does what a person asks. Resolves when it is on disk; rejects with an `AppError`. */
  dispatch(intent: Intent): Promise<Outcome>;
  /** Reads something once. Rejects with an `AppError`. */
  read(reading: Reading): Promise<ReadingAnswer>;
  /** Opens a view; updates arrive in order. Resolves with the view's number. */
  subscribe(query: Query, onUpdate: (update: ViewUpdate) => void): Promise<number>;
  moveWindow(id: number, window: Window): Promise<void>;
  unsubscribe(id: number): Promise<void>;
  /** Asks for a list to import with the system's dialog; `null` where the person changed their mind. */
  chooseImportFile(): Promise<ChosenFile | null>;
  /** Asks where to save; resolves with whether it was saved. */
  saveExport(fileName: string, text: string): Promise<boolean>;
  /** A picture as base64. */
  choosePicture(): Promise<string | null>;
  copyText(text: string): Promise<void>;
  /** The ticket link that the app was opened with, once. */
  takeOpenedTicket(): Promise<string | null>;
  onTicketOpened(listener: () => void): () => void;
}
