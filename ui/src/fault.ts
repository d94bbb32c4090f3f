// What went wrong, in sentences for people. Pure.

import { asWireError } from "./backend/backend";
import { clean } from "./clean";
import { sentence } from "./session/end";

/** What was thrown, without what to do about it. */
export function inBrief(thrown: unknown): string {
  return sentence(clean(asWireError(thrown).message));
}

/** What was thrown and what to do about it. */
export function inWords(thrown: unknown): string {
  const { message, hint } = asWireError(thrown);
  return [message, hint]
    .filter(Boolean)
    .map((line) => sentence(clean(line)))
    .join(" ");
}
