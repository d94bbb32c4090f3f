// The line below a session's name: what it says, wants, or came to. Pure.

import { clean } from "../clean";
import type { Session } from "../protocol/Session";
import { text } from "../text";
import { capital, endInBrief, type NameOf } from "./end";
import { lookOf, wishes } from "./status";

/** One cleaned line about a session, for its row. */
export function lineOf(session: Session, now: number, nameOf?: NameOf): string {
  if (lookOf(session).shape === "question" || session.status === "queued") {
    return capital(clean(session.why)) || lookOf(session).word;
  }
  if (session.end) return endInBrief(session.end, now, nameOf);
  const printed = clean(session.last_line) || clean(session.title);
  const { wants } = text.session;
  if (wishes(session) || session.status === "needs_input")
    return [wanted(session), messageOf(session) || printed].filter(Boolean).join(" · ");
  if (session.attention === "stuck") return [wants.stuck, printed].filter(Boolean).join(" · ");
  return printed;
}

/** What the agent itself says to people. Empty: nothing, or it runs none. */
export function messageOf({ agent_word: word, end }: Session): string {
  return end ? "" : clean(word?.message, 400);
}

function wanted({ attention }: Session): string {
  const { wants } = text.session;
  return attention === "permission" ? wants.permission : attention === "question" ? wants.question : "";
}
