// One sentence and what helps, for each code of an error. The only place with words for them.

import { msg, plural } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { AppError, ErrorCode } from "../bindings";

export const ERROR_WORDS: Record<ErrorCode, MessageDescriptor> = {
  noSuchBoard: msg`This board is not on this computer. Go back to your boards.`,
  noSuchItem: msg`This is not on the board, or has not arrived yet.`,
  noSuchAttachment: msg`This picture or file is not there any more.`,
  notHere: msg`This is not on this device yet, or not all of it.`,
  updateToEdit: msg`This was written with a newer version of Manyhands, and is kept as it is. Update to see and edit it.`,
  noSuchPerson: msg`This person is not on the board.`,
  noSuchDevice: msg`This device is not on the board any more.`,
  noSuchTicket: msg`This invite ticket is not on the board.`,
  lastSteward: msg`You are the only steward, and others are on this board. Without you nobody could appoint coordinators.`,
  stewardsNeedYou: msg`The stewards who stay could not agree on others without you. Name other stewards first, then leave.`,
  badStewards: msg`These people cannot be the stewards. Choose at least one person who is on this board.`,
  noSuchProposal: msg`This is not proposed any more.`,
  recoveryKeyWrong: msg`This is not the recovery key of this board. Nothing was changed. Compare the words with your paper.`,
  nothingToAsk: msg`This is not hidden for everybody, or you have asked already.`,
  notYourself: msg`You cannot do this to yourself.`,
  ambiguousCode: msg`Several things begin with this code. Type one more letter of it.`,
  badField: msg`This cannot be saved as it is. Check what you typed.`,
  notAllowed: msg`Your role on this board does not allow that. Ask a coordinator.`,
  nothingToRelease: msg`You have no claim here to release.`,
  nothingToUndo: msg`There is nothing of yours to undo.`,
  changedSince: msg`Somebody changed this after you. Nothing was undone.`,
  ticketDamaged: msg`This invite ticket is incomplete or has a typing error. Copy it again, from the first letter to the last.`,
  ticketExpired: msg`This invite ticket has run out. Ask for a new one.`,
  ticketUsedUp: msg`This invite ticket was used as often as it may be. Ask for a new one.`,
  ticketRemoved: msg`This invite ticket was taken back. Ask for a new one.`,
  appTooOld: msg`This invite ticket comes from a newer version of Manyhands. Update the app, then try again.`,
  otherBoard: msg`This is not the board you were invited to. Nothing was joined. Ask whoever invited you.`,
  alreadyMember: msg`You are on this board already.`,
  noQrCode: msg`No QR code was found in this picture. Try a sharper one, or paste the text of the invite ticket.`,
  badFile: msg`This file cannot be read as a list. Save it as CSV in your spreadsheet, then try again.`,
  tooLarge: msg`This is larger than Manyhands can take in one go. Split it and try again.`,
  tooManyDrafts: msg`So much waits for this board to be checked that no more is kept. Discard something, or try again once it is checked.`,
  nameMissing: msg`Say who you are first, in Settings.`,
  diskFull: msg`Not saved: the disk is full. Your words are still on the screen. Free some space, then try again.`,
  diskFailed: msg`Not saved: the disk does not answer. Your words are still on the screen. Restart Manyhands, and check the disk.`,
  inUse: msg`Manyhands is open already with this data. Use the other window, or close it first.`,
  dataTooNew: msg`The data on this computer was made by a newer version of Manyhands. Update the app.`,
  vaultChoice: msg`Choose how the key to your boards is kept.`,
  passphraseNeeded: msg`Type your passphrase.`,
  passphraseWrong: msg`This is not the passphrase. Look at Caps Lock and at the language of the keyboard, then try again.`,
  passphraseShort: msg`This passphrase is too short. Four unusual words are good.`,
  keyringFailed: msg`The keyring of this computer does not give out the key. Nothing was changed. Try again.`,
  vaultDamaged: msg`The file that opens your boards is missing or damaged. Put it back from a copy of the folder, or begin anew with a backup and your twelve words.`,
  wordsNeeded: msg`This needs your twelve words. They are on paper only.`,
  wordsWrong: msg`These twelve words are not right. Compare them with your paper.`,
  carryFailed: msg`This file cannot be used. Nothing was changed.`,
  backupUnusable: msg`This backup cannot be used. Nothing was changed. Try another copy.`,
  deviceTextDamaged: msg`This is not the text of another device, or a part of it is missing. Copy all of it again, or scan the code once more.`,
  deviceAnswerOther: msg`This answer was made for another request, or was used already. Ask again on this computer, and answer the new request.`,
  profileInUse: msg`Boards of another person are on this computer. Start Manyhands with a profile of its own for this person.`,
  noSuchCase: msg`Nothing is sealed behind this need.`,
  caseErased: msg`What was sealed here is erased for good.`,
  caseSealed: msg`This is sealed, and not for you. Ask a coordinator if you take on the job.`,
  nobodyReached: msg`Nobody on the board could be reached, so nothing was sent. Your words are still here. Try again later.`,
  tooManyReports: msg`Very many reports came in by this invite ticket just now. Nothing was sent. Your words are still here: try again in an hour.`,
  otherTicketKind: msg`This invite ticket is for something else.`,
  helperTicket: msg`This invite ticket is for a helper: a computer that carries the board for the others. Nobody joins by it.`,
  notAHelperTicket: msg`This invite ticket is for a person, not for a helper.`,
  noRelay: msg`There is no relay in your settings. Without one you meet nobody on this board. Add one in Settings, or use the public ones.`,
  alreadyCarried: msg`This computer carries the board as a helper already, and cannot be on it too.`,
  closing: msg`Manyhands is closing.`,
  unanswered: msg`Manyhands ended before it answered. Look whether this was saved before you do it again.`,
  internal: msg`Something in Manyhands went wrong. Nothing you saved is lost. Try again, or restart the app.`,
};

const FIELD_WORDS: Record<string, MessageDescriptor> = {
  empty: msg`This is empty. Type something.`,
  tooLong: msg`This is too long. Shorten it.`,
  notANumber: msg`Type a whole number.`,
  notAChoice: msg`Choose one from the list.`,
  notADate: msg`This is no date. Type it, or choose it from the calendar.`,
  noRelay: msg`This is no address of a relay. It begins with https:// or http://, and nothing follows the name.`,
  tooManyRelays: msg`These are too many relays. 16 are enough.`,
  unknownField: msg`This field does not exist here.`,
};

/** What is wrong with a field, by the core's word for it. */
export function fieldProblem(why: string): MessageDescriptor {
  return FIELD_WORDS[why] ?? ERROR_WORDS.badField;
}

const FILE_WORDS: Record<string, MessageDescriptor> = {
  brokenPicture: msg`This picture is damaged, and was not added. Open it in another program and save it again, then try once more.`,
  manyPixels: msg`This picture has more than 40 million pixels. Make it smaller, then try again.`,
  damaged: msg`What is here of this file is damaged. It cannot be opened.`,
  unreadable: msg`This file cannot be read.`,
  unwritable: msg`No copy can be saved there. Choose another folder.`,
  unknownKind: msg`The headings do not say what the rows are. Choose it below.`,
  workbook: msg`This is a spreadsheet program’s own file. Save it there as CSV, then try again.`,
  tooManyRows: msg`This list has too many rows for one go. Split it and try again.`,
  tooManyColumns: msg`This list has too many columns. Leave out what is not needed and try again.`,
  empty: msg`There are no rows in this file.`,
  notText: msg`This is not a list. Save it as CSV in your spreadsheet, then try again.`,
};

const KEYRING_WORDS: Record<string, MessageDescriptor> = {
  absent: msg`No keyring answers on this computer. Start the one of your desktop (GNOME Keyring, KWallet, KeePassXC), then try again.`,
  locked: msg`The keyring of this computer is locked, and the key to your boards is in it. Unlock it, then try again.`,
  forgotten: msg`The keyring of this computer does not have the key to your boards any more: it was emptied, or the boards come from another account.`,
  otherKey: msg`The keyring of this computer has another key than the one to your boards.`,
  fleeting: msg`This keyring forgets everything when you log out, so the key is not kept there. Make a lasting one in its settings, or choose a passphrase.`,
  slow: msg`The keyring of this computer did not answer in time. It may be asking for its password: look for its window, then try again.`,
  oldKeyLeft: msg`The change is made. Only the old key is still in the keyring of this computer.`,
};

/** The same while the key is only about to be put into the keyring: nothing is in it yet, and there are other locks. */
const KEEP_WORDS: Record<string, MessageDescriptor> = {
  absent: msg`No keyring answers on this computer. Choose another lock, or start the keyring of your desktop (GNOME Keyring, KWallet, KeePassXC) and try again.`,
  locked: msg`The keyring was not opened: its window was closed, or the password was another one. Nothing was changed. Try again, or choose another lock.`,
  slow: msg`The keyring did not answer in time. Its window may be waiting behind this one. Nothing was changed. Try again, or choose another lock.`,
  fleeting: msg`This keyring forgets everything when you log out, so it cannot keep the key. Choose another lock, or make a lasting keyring in its settings.`,
  failed: msg`The keyring did not take the key. Nothing was changed. Try again, or choose another lock.`,
};

const BACKUP_WORDS: Record<string, MessageDescriptor> = {
  notABackup: msg`This file is not a backup of Manyhands. Choose another one.`,
  tooNew: msg`This backup was made by a newer version of Manyhands. Update the app, then try again.`,
  otherWords: msg`This backup belongs to other twelve words. Nothing was changed.`,
  cutShort: msg`This backup ends too early: it was not copied whole. Copy it again. Nothing was changed.`,
  tooLong: msg`Something on your boards is too long for a backup.`,
};

const CARRY_WORDS: Record<string, MessageDescriptor> = {
  exists: msg`A file of this name stands there already. Choose another name.`,
  noDevice: msg`No computer of theirs is known here yet, so nothing can be sealed for them.`,
  helper: msg`A helper cannot read the board: there is nothing to save for it.`,
  notMember: msg`You are not on this board any more: nobody would take your word.`,
  notACarriedFile: msg`This is not a file that somebody saved for you in Manyhands. Choose another one.`,
  tooNew: msg`This file was written by a newer version of Manyhands. Update the app, then try again.`,
  cutShort: msg`This file ends too early: it was not copied whole. Copy it again. Nothing was changed.`,
  damaged: msg`This file is damaged, or somebody changed it. Copy it again. Nothing was changed.`,
  notForYou: msg`This file is for somebody else, or for another computer. Nothing was changed.`,
  otherBoard: msg`This file is of a board that is not on this computer. Nothing was changed.`,
  own: msg`You saved this file yourself. Whom it is for reads it on their computer.`,
  writerRemoved: msg`Who wrote this file was removed from the board. Nothing was read.`,
  givenUp: msg`Stopped.`,
  busy: msg`Another file is being saved or read. Try again when it is done.`,
};

/** What is wrong with twelve words that were typed. */
function wordsWrong({ why, number, near, found }: AppError["details"]): MessageDescriptor | undefined {
  if (why === "count" && found) return msg`There must be twelve words, and these are ${found}.`;
  if (why === "unknown" && number && near) return msg`Word ${number} is none of the words that Manyhands uses. Near to it: ${near}.`;
  if (why === "unknown" && number) return msg`Word ${number} is none of the words that Manyhands uses. Compare it with your paper.`;
  if (why === "checksum") return msg`These are all good words, but not twelve that belong together: one is another, or two have changed places.`;
  if (why === "otherPerson") return msg`These twelve words belong to somebody else than the person who is here.`;
  return undefined;
}

/** The sentence for an error. Unknown codes (of a newer core) read like a defect. */
export function errorWords(error: AppError): MessageDescriptor {
  return withDetails(error) ?? ERROR_WORDS[error.code] ?? ERROR_WORDS.internal;
}

/** The sentence for a lock that was chosen and could not be made. */
export function keepWords(error: AppError): MessageDescriptor {
  const kept = error.code === "keyringFailed" ? KEEP_WORDS[error.details["why"] ?? ""] : undefined;
  return kept ?? errorWords(error);
}

/** The same with what the core told beside the code. */
function withDetails({ code, details }: AppError): MessageDescriptor | undefined {
  if (code === "badField") return FIELD_WORDS[details["why"] ?? ""];
  if (code === "badFile") return FILE_WORDS[details["why"] ?? ""];
  if (code === "keyringFailed") return KEYRING_WORDS[details["why"] ?? ""];
  if (code === "backupUnusable") return BACKUP_WORDS[details["why"] ?? ""];
  if (code === "carryFailed") return CARRY_WORDS[details["why"] ?? ""];
  if (code === "wordsWrong") return wordsWrong(details);
  const { person, limit, added, least, role } = details;
  if (code === "notAllowed" && role === "none") return msg`You are not on this board any more. You can read what was here, and change nothing.`;
  if (code === "passphraseShort" && least) return msg`A passphrase has at least ${least} characters. Four unusual words are good.`;
  if (added) return importEnded(code, added);
  if (code === "changedSince" && person) return msg`${person} changed this after you. Nothing was undone.`;
  const megabytes = Math.floor(Number(limit) / 1_048_576);
  if (code === "tooLarge" && megabytes >= 1) return msg`This is larger than ${megabytes} MB. Split it and try again.`;
  return undefined;
}

/** An import that ended on the way: what it had added is saved. */
function importEnded(code: ErrorCode, added: string): MessageDescriptor {
  const rows = Number(added);
  if (code === "diskFull") return msg`The disk is full. ${plural(rows, { one: "# row was added before, and is saved", other: "# rows were added before, and are saved" })}. Free some space, then import the list again: nothing comes twice.`;
  if (code === "diskFailed") return msg`The disk does not answer. ${plural(rows, { one: "# row was added before, and is saved", other: "# rows were added before, and are saved" })}. Restart Manyhands, then import the list again: nothing comes twice.`;
  return msg`The import ended on the way. ${plural(rows, { one: "# row was added before, and is saved", other: "# rows were added before, and are saved" })}. Undo takes that back; importing the list again adds only what is missing.`;
}
