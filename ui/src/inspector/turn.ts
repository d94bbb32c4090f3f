// What of a session has to change for its time line, its prospects or its workspace to be worth asking for anew. Pure.

import type { Session } from "../protocol/Session";

/** The same as long as nothing of it changed. Output alone changes nothing. */
export function turnOf(session: Session): string {
  const { generation, status, attention, name, archive, queued, uncertain, conversation, agent_word, host_pid } =
    session;
  return [
    generation,
    status,
    attention,
    name,
    archive,
    queued,
    uncertain,
    conversation,
    agent_word?.turn,
    agent_word?.picked_up_at,
    host_pid,
  ].join("\n");
}
