// What is sealed of a household.

import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";

export interface CaseField {
  readonly field: string;
  readonly label: MessageDescriptor;
  readonly lines: number;
}

export const CASE_FIELDS: readonly CaseField[] = [
  { field: "name", label: msg`Name`, lines: 1 },
  { field: "address", label: msg`Address`, lines: 2 },
  { field: "phone", label: msg`Phone`, lines: 1 },
  { field: "accessNotes", label: msg`How to get in`, lines: 3 },
];
