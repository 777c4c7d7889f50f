// The shell's doors by Tauri's IPC. One of the three files that know of Tauri: the others are none.

import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { BackupView, DoorState, Outcome, ReadingAnswer, RestoredView, ViewUpdate } from "../bindings";
import type { Backend, ChosenFile } from "./backend";

export const tauriBackend: Backend = {
  startState: () => invoke<DoorState>("start_state"),
  unlock: (entry) => invoke<DoorState>("unlock", { entry }),
  putAside: () => invoke<DoorState>("put_aside"),
  chooseBackup: () => invoke<ChosenFile | null>("choose_backup"),
  restore: (entry, words, backup) => invoke<RestoredView>("restore", { entry, words, backup }),
  recoveryWords: (passphrase) => invoke<string[]>("recovery_words", { passphrase }),
  saveBackup: () => invoke<BackupView | null>("save_backup"),
  checkBackup: () => invoke<BackupView | null>("check_backup"),
  saveCarried: (board, person) => invoke<Outcome | null>("save_carried", { board, person }),
  readCarried: () => invoke<Outcome | null>("read_carried"),
  giveUpCarrying: () => invoke("give_up_carrying"),
  dispatch: (intent) => invoke<Outcome>("dispatch", { intent }),
  read: (reading) => invoke<ReadingAnswer>("read", { reading }),
  subscribe: (query, onUpdate) => {
    // The shell joins updates per frame, so each message is a list.
    const channel = new Channel<ViewUpdate[]>((updates) => {
      for (const update of updates) onUpdate(update);
    });
    return invoke<number>("subscribe", { query, channel });
  },
  moveWindow: (id, window) => invoke("move_window", { id, window }),
  unsubscribe: (id) => invoke("unsubscribe", { id }),
  chooseImportFile: () => invoke<ChosenFile | null>("choose_import_file"),
  saveExport: (fileName, text) => invoke<boolean>("save_export", { fileName, text }),
  choosePicture: () => invoke<string | null>("choose_picture"),
  attachFile: (board, item) => invoke<Outcome | null>("attach_file", { board, item }),
  saveAttachment: (board, item, attachment) => invoke<Outcome | null>("save_attachment", { board, item, attachment }),
  chooseText: () => invoke<string | null>("choose_text"),
  printPage: () => window.print(),
  copyText: (text) => navigator.clipboard.writeText(text),
  takeOpenedTicket: () => invoke<string | null>("take_opened_ticket"),
  onTicketOpened: (listener) => heard("ticket-opened", listener),
  onCloseAsked: (listener) => heard("close-asked", listener),
  closingShown: () => invoke("closing_shown"),
  closeWindow: (close) => invoke("close_window", { close }),
};

function heard(event: string, listener: () => void): () => void {
  const listening = listen(event, listener);
  return () => void listening.then((stop) => stop());
}
