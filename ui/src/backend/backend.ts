// The doors to the core, as an interface: the window's shell implements it, tests bring their own.
// Nothing outside of this folder knows that Tauri exists.

import type {
  BackupView, DoorState, Intent, Outcome, Query, Reading, ReadingAnswer, RestoredView, VaultEntry, ViewUpdate, Window,
} from "../bindings";

export interface ChosenFile {
  readonly token: string;
  readonly name: string;
}

/** The doors that answer before the boards are open. */
export interface Entrance {
  /** Whether the boards are open, or what a person has to do first. Answered once opening them was tried. */
  startState(): Promise<DoorState>;
  /** Tries to open with what was typed or chosen. */
  unlock(entry: VaultEntry): Promise<DoorState>;
  /** Moves a folder that does not open out of the way; the answer's `aside` says where it went. */
  putAside(): Promise<DoorState>;
  /** Asks for a backup with the system's dialog; `null` where the person changed their mind. */
  chooseBackup(): Promise<ChosenFile | null>;
  /** Brings a person back by the twelve words, and all of `backup` (a token) where there is one. */
  restore(entry: VaultEntry, words: string, backup: string | null): Promise<RestoredView>;
}

export interface Backend extends Entrance {
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
  /** Asks for a picture or a file and puts it to an item; `null` where the person changed their mind. */
  attachFile(board: string, item: string): Promise<Outcome | null>;
  /** Asks for a folder and saves a copy of a file of an item there; `null` where the person changed their mind. */
  saveAttachment(board: string, item: string, attachment: string): Promise<Outcome | null>;
  /** The text of a small file; `null` where the person changed their mind. */
  chooseText(): Promise<string | null>;
  copyText(text: string): Promise<void>;
  /** Prints the page; what of it is said by its styles. */
  printPage(): void;
  /** The ticket link that the app was opened with, once. */
  takeOpenedTicket(): Promise<string | null>;
  /** The twelve words, for who types the passphrase again where there is one. */
  recoveryWords(passphrase: string | null): Promise<readonly string[]>;
  /** Asks where to save a backup, makes it and reads it again; `null` where the person changed their mind. */
  saveBackup(): Promise<BackupView | null>;
  /** Asks for a backup, and checks all of it; `null` where the person changed their mind. */
  checkBackup(): Promise<BackupView | null>;
  /** Asks where to save what a person lacks, as a file for them; `null` where the person changed their mind. */
  saveCarried(board: string, person: string): Promise<Outcome | null>;
  /** Asks for a file that somebody carried here, and reads it; `null` where the person changed their mind. */
  readCarried(): Promise<Outcome | null>;
  /** Gives up the file that is being saved or read. */
  giveUpCarrying(): Promise<void>;
  onTicketOpened(listener: () => void): () => void;
  /** The window is to close, and something is only here: the page asks. */
  onCloseAsked(listener: () => void): () => void;
  /** The question is on the screen. */
  closingShown(): Promise<void>;
  /** What the person answered: the window closes, or stays. */
  closeWindow(close: boolean): Promise<void>;
}
