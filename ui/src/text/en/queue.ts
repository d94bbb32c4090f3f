// The words about prompts that wait for an agent. They say what will happen to a prompt before it is sent.

import type { Fate, Sending } from "../../queue/sending";
import { count } from "./count";

export const queue = {
  label: (name: string) => `Prompt for ${name}`,
  files: "Files to mention",
  list: (waiting: number) => `${count(waiting, "prompt")} waiting`,
  /** What a prompt that is written now will meet. */
  placeholder: {
    at_once: (name: string) => `Message ${name}`,
    when_idle: (name: string) => `Message ${name}, queued until it is idle`,
    into_work: (name: string) => `Message ${name}, typed into it while it works`,
    after_answer: (name: string) => `Message ${name}, queued until you have answered it`,
    next_run: (name: string) => `Message ${name}, queued until it runs again`,
    held: (name: string) => `Message ${name}, queued behind what is uncertain`,
  } satisfies Record<Sending, (name: string) => string>,
  verb: {
    at_once: "Send",
    when_idle: "Queue",
    into_work: "Send now",
    after_answer: "Queue",
    next_run: "Queue",
    held: "Queue",
  } satisfies Record<Sending, string>,
  whenIdle: "When idle",
  whenIdleHint: "Waits until its agent is idle. Without it, the prompt is typed into the agent while it works.",
  onlyWhenIdle: "It works on nothing that a prompt could be typed into.",
  queued: (waiting: number) => `${waiting} queued`,
  someUncertain: (prompts: number) => `${prompts} uncertain`,

  states: { sending: "being sent", uncertain: "uncertain", unknown: "unknown to this version" },
  uncertain:
    "Nobody can tell whether its agent has it. Look at the terminal, then choose. What stands behind it waits.",
  sendAgain: "Send again",
  drop: "Drop",
  edit: "Edit",
  up: "Move up",
  down: "Move down",
  save: "Save",
  from: (who: string) => `From ${who}`,

  takenUp: (time: string) => `Taken up ${time}`,
  given: (time: string) => `Given ${time}`,

  several: {
    title: "Send to several agents",
    open: "Send to several…",
    prompt: "Prompt",
    hint: "Each gets it as soon as it is idle.",
    none: "No session runs an agent.",
    select: (name: string) => `Send to ${name}`,
    all: "All",
    nextRun: "Waits until it runs again",
    send: (agents: number) => (agents === 0 ? "Send" : `Send to ${count(agents, "agent")}`),
    sending: "Sending…",
    fates: {
      waits: "Waits until it is idle",
      sending: "Being sent",
      uncertain: "Nobody can tell whether it has it",
      given: "Given",
      taken_up: "Taken up",
      dropped: "No longer waits",
    } satisfies Record<Fate, string>,
  },
} as const;
