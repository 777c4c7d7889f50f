// Why something was not done that was kept until its board was checked.

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { AppError } from "../bindings";
import { errorWords } from "./errors";

export function notDoneWords(error: AppError): MessageDescriptor {
  const person = error.details["person"] ?? "";
  if (error.code === "noSuchItem") return msg`It never came with the board. Whoever showed it was mistaken, or made it up.`;
  if (error.code !== "changedSince") return errorWords(error);
  switch (error.details["what"]) {
    case "claim": return person === "" ? msg`Somebody has claimed it since.` : msg`Claimed since by ${person}.`;
    case "deliver": return msg`It was delivered since.`;
    case "withdraw": return msg`It was withdrawn since.`;
    default: return msg`It was changed since.`;
  }
}
