// What is on this computer only, in plain words: one list for the page and for the question before the window closes.

import { msg, plural } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

import type { OnlyHereBoard, OnlyHereView, VaultWay } from "../bindings";

/** Closing loses nothing: it only keeps others waiting. */
export function closeWords(view: OnlyHereView): MessageDescriptor {
  const waits = view.boards.some((board) => (board.changes > 0 || board.files > 0) && board.others > 0 && !board.out) || view.reports > 0 || view.joins.length > 0;
  if (waits) return msg`Yes, nothing is lost. What waits for others goes when you open Manyhands again.`;
  return msg`Yes. Nothing waits for anybody.`;
}

/** What somebody meets who borrows the computer. */
export function lendWords(lock: VaultWay): MessageDescriptor {
  if (lock === "plainFile") return msg`No: your boards are not locked. Whoever uses this computer can read them.`;
  if (lock === "passphrase") return msg`Yes, once Manyhands is closed: it asks for your passphrase.`;
  return msg`Only with a login of their own: your keyring opens when you log in, and Manyhands with it.`;
}

/** Wiping loses what is nowhere else. */
export function wipeWords(view: OnlyHereView): MessageDescriptor {
  if (!view.nothing) return msg`No. What stands below would be lost.`;
  if (view.boards.some((board) => board.changes > 0 && board.inBackup)) return msg`Yes, if your backup lies on another disk: it holds what nobody else has.`;
  return msg`Yes. Others have what is here, as far as their computers have said.`;
}

/** Which files of one's own are only here: no backup holds them. */
export function fileWords({ files }: OnlyHereBoard): MessageDescriptor | null {
  if (files === 0) return null;
  return msg`${plural(files, { one: "# picture or file of yours is", other: "# pictures and files of yours are" })} on this computer only. A backup holds none: save copies of them.`;
}

/** What of a board is only here; nothing where it is files only. */
export function boardWords(board: OnlyHereBoard): MessageDescriptor | null {
  const { changes, others } = board;
  if (changes === 0 && board.onOwn === 0) return null;
  if (changes === 0) return msg`${plural(board.onOwn, { one: "# change is", other: "# changes are" })} on computers of yours, and with nobody else yet.`;
  if (board.out) return msg`${plural(changes, { one: "# change", other: "# changes" })} reached nobody, and goes to nobody: you are not on this board any more.`;
  if (others === 0) return msg`${plural(changes, { one: "# change is", other: "# changes are" })} only here: nobody else is on this board.`;
  return msg`${plural(changes, { one: "# change is", other: "# changes are" })} on nobody else’s computer yet.`;
}

/** What of it helps all the same. */
export function helpWords(board: OnlyHereBoard): MessageDescriptor | null {
  const [helper] = board.helpers;
  if (board.inBackup && board.changes > 0) return msg`Your newest backup holds it.`;
  if (helper !== undefined && helper !== "") return msg`The helper ${helper} carries it, but cannot read it.`;
  if (helper !== undefined) return msg`A helper carries it, but cannot read it.`;
  return null;
}
