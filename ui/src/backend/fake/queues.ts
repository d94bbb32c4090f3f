// Prompts that wait, as the scripted double keeps them: who is idle takes one after a moment, the others keep them.

import type { Change } from "../../protocol/Change";
import type { Prompt } from "../../protocol/Prompt";
import type { Queue } from "../../protocol/Queue";
import type { Session } from "../../protocol/Session";
import { fault } from "./fault";

/** How long an idle agent takes to take a prompt up, in milliseconds. */
const MOMENT = 400;

const texts = [
  "Then run the tests of the cart and mend what fails",
  "Write the change up in CHANGELOG.md\nwith a line for each of the three parts",
  "Open a draft pull request",
];

export class Queues {
  private readonly queues = new Map<string, Queue>();
  private next = 1;

  /** `changed` is told how many prompts wait for a session, and of how many of them nobody can tell. */
  constructor(private readonly changed: (id: string, queued: number, uncertain: number) => void) {}

  /** So many prompts wait for a session from the start, the first of them uncertain where there are more than three. */
  fill(id: string, count: number): void {
    const prompts = Array.from({ length: count }, (_, at) => this.prompt(texts[at % texts.length] ?? ""));
    if (prompts[0] && count > 3) {
      prompts[0].state = "uncertain";
      prompts[0].why = "the daemon ended while it was being sent";
    }
    this.queues.set(id, { prompts, delivered: [] });
  }

  of(id: string): Queue {
    return this.queues.get(id) ?? { prompts: [], delivered: [] };
  }

  add({ id, agent, status }: Session, text: string): Prompt {
    if (agent === null) throw fault("bad_request", "it runs no agent", "type into it");
    const added = this.prompt(text);
    const { prompts, delivered } = this.of(id);
    this.put(id, { prompts: [...prompts, added], delivered });
    if (status === "idle") setTimeout(() => this.give(id, added.number), MOMENT);
    return added;
  }

  change(id: string, number: number, change: Change): Queue {
    const { prompts, delivered } = this.of(id);
    const changed = prompts.find((prompt) => prompt.number === number);
    if (!changed) throw fault("not_found", `no prompt ${number} waits`);
    const others = prompts.filter((prompt) => prompt !== changed);
    if (change === "drop") return this.put(id, { prompts: others, delivered });
    if (change === "send_again")
      return this.put(id, { prompts: changedIn(prompts, changed, { state: "waiting" }), delivered });
    if ("edit" in change) return this.put(id, { prompts: changedIn(prompts, changed, change.edit), delivered });
    const before = others.findIndex((prompt) => prompt.number === change.move.before);
    return this.put(id, { prompts: others.toSpliced(before < 0 ? others.length : before, 0, changed), delivered });
  }

  private give(id: string, number: number): void {
    const { prompts, delivered } = this.of(id);
    const at = Date.now();
    this.put(id, {
      prompts: prompts.filter((prompt) => prompt.number !== number),
      delivered: [...delivered, { number, submitted_at: at, picked_up_at: at }],
    });
  }

  private put(id: string, queue: Queue): Queue {
    this.queues.set(id, queue);
    const uncertain = queue.prompts.filter(({ state }) => state === "uncertain").length;
    this.changed(id, queue.prompts.length, uncertain);
    return queue;
  }

  private prompt(text: string): Prompt {
    return { number: this.next++, text, state: "waiting", by: "user", at: Date.now() };
  }
}

function changedIn(prompts: Prompt[], changed: Prompt, change: Partial<Prompt>): Prompt[] {
  const { why: _, ...rest } = changed;
  return prompts.map((prompt) => (prompt === changed ? { ...rest, ...change } : prompt));
}
