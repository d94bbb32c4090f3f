// How an ended session comes back: by resuming its conversation, by beginning a new one, or by running its command. Pure.

import { clean } from "../clean";
import type { AgentRow } from "../protocol/AgentRow";
import type { Row } from "../protocol/Row";
import type { Session } from "../protocol/Session";
import type { WireError } from "../protocol/WireError";
import { basis } from "../restore/headline";
import { text } from "../text";
import { sentence } from "./end";

/** What can be done with an ended session. */
export interface Back {
  /** What its agent was told goes on. Absent for plain programs and where it cannot. */
  resume: boolean;
  /** Why it cannot be resumed. Empty where it can, or where nothing is to be resumed. */
  why: string;
}

/** What can be done with `session`. `agent`: its agent, while known. `row`: what the restore plan says of it. `refusal`:
    why the last try came to nothing. */
export function waysBack(
  session: Session,
  agent: AgentRow | undefined,
  row: Row | undefined,
  refusal: WireError | null,
): Back {
  if (session.agent === null) return { resume: false, why: "" };
  const why = whyNot(session, agent, row, refusal);
  return { resume: why === "", why };
}

function whyNot(
  session: Session,
  agent: AgentRow | undefined,
  row: Row | undefined,
  refusal: WireError | null,
): string {
  const words = text.back;
  if (refusal && (refusal.code === "conversation_gone" || refusal.code === "not_resumable")) {
    return sentence(clean(refusal.message));
  }
  if (agent && !agent.resumable) return words.notResumable(clean(agent.name));
  if (row && row.generation === session.generation && row.can !== "resume") {
    // A directory that is gone hinders a new conversation as well, which then says so itself.
    return row.evidence.transcript === false || row.note ? sentence(basis(row) || words.notFound) : "";
  }
  return "";
}
