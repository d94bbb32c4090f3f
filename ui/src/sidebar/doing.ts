// Does what a person chose for a session: asks first where something ends, and says why where it came to nothing.

import type { Backend } from "../backend/backend";
import { clean } from "../clean";
import { inWords } from "../fault";
import type { Session } from "../protocol/Session";
import { isLive } from "../session/status";
import type { Verb } from "../session/verbs";
import { isMuted, mute, unmute } from "../settings/muted";
import type { Sessions } from "../state/sessions.svelte";
import type { View } from "../state/view.svelte";
import { text } from "../text";

export class Doing {
  constructor(
    private readonly backend: Backend,
    private readonly sessions: Sessions,
    private readonly view: View,
  ) {}

  /** Whether nobody is notified of a session. */
  isMuted(id: string): boolean {
    return isMuted(this.sessions.settings, id);
  }

  /** Does it; what goes wrong is told in the window. */
  async run(verb: Verb, session: Session): Promise<void> {
    try {
      await this.act(verb, session);
    } catch (thrown) {
      this.view.tell(text.verbs.failed(clean(session.name), inWords(thrown)), true);
    }
  }

  private async act(verb: Verb, session: Session): Promise<void> {
    const { sessions, view, backend } = this;
    const { id } = session;
    switch (verb) {
      case "split":
        return view.openInSplit(id);
      case "window":
        return await backend.newWindow(id);
      case "rename":
        return void (view.dialog = { kind: "rename", id });
      case "restart":
        if (session.status === "idle") return await view.restarts.now(session);
        return void (view.dialog = { kind: "restart", id });
      case "restart_when_idle":
        return await view.restarts.whenIdle(session);
      case "resume":
        view.select((await sessions.resume(id)).id);
        return;
      case "mute":
        return await mute(sessions.settings, id);
      case "unmute":
        return await unmute(sessions.settings, id);
      case "copy_id":
        await backend.writeClipboard(id);
        return view.tell(text.verbs.copied);
      case "archive":
        if (isLive(session)) return void (view.dialog = { kind: "archive", id });
        return await this.archive(session);
      case "unarchive":
        await sessions.unarchive(id);
        return view.tell(text.verbs.unarchived(clean(session.name)));
      case "end":
        return void (view.dialog = { kind: "end", id });
    }
  }

  private async archive({ id, name }: Session): Promise<void> {
    const done = await this.sessions.archive(id);
    const pending = done?.result === "pending";
    this.view.tell(pending ? text.verbs.pending(clean(name)) : text.verbs.archived(clean(name)));
  }
}
