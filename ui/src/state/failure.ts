// What a rejected promise holds, as the error of the core that it should be. Anything else is a defect of ours.

import type { AppError } from "../bindings";

export function asAppError(reason: unknown): AppError {
  if (typeof reason === "object" && reason !== null && "code" in reason && "details" in reason) {
    return reason as AppError;
  }
  return { code: "internal", message: String(reason), details: {} };
}
