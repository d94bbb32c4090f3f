// Errors of the scripted double. They cross as plain objects, as the daemon's do.

import type { WireError } from "../../protocol/WireError";

export function fault(code: WireError["code"], message: string, hint?: string): WireError {
  return hint ? { code, message, hint } : { code, message };
}
