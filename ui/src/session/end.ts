// Turns an end record into words: how a run ended, who ended it and when. Pure. It names nobody whom the record does
// not name, and never says that a dead program is back.

import { clean } from "../clean";
import type { End } from "../protocol/End";
import { clock } from "./age";

/** Finds the name of another session that ended this one. Absent: its id is shown. */
export type NameOf = (id: string) => string | undefined;

/** How a run ended in a few words, for a row. */
export function endInBrief(end: End, now: number, nameOf?: NameOf): string {
  switch (end.reason) {
    case "completed":
      return "Finished by itself";
    case "failed":
      return end.code === undefined ? "Failed" : `Failed with status ${end.code}`;
    case "crashed":
      return `Crashed${by(end.signal)}`;
    case "stopped":
      return stopped(end, nameOf);
    case "external_signal":
      return `Ended from outside${by(end.signal)}`;
    case "unknown_signal":
      return `Ended by ${signalName(end.signal)}, sender unknown`;
    case "out_of_memory":
      return "Ended by the system: out of memory";
    case "host_lost":
      return "Lost: its host went away";
    case "host_out_of_memory":
      return "Lost: the system ended its host, out of memory";
    case "os_shutdown":
      return "Ended when the computer was shut down";
    case "logout":
      return "Ended when you logged out";
    case "machine_lost":
      return `Ended at the restart of ${clock(end.at, now)} or before`;
    case "start_failed":
      return "Could not be started";
    case "unknown":
      return "Ended in a way that this version does not know";
  }
}

/** How a run ended, who ended it and when, as one or two whole sentences. */
export function endInFull(end: End, now: number, nameOf?: NameOf): string {
  const brief = endInBrief(end, now, nameOf);
  const detail = clean(end.detail);
  // Where nobody saw the end, `at` is only when it was noticed.
  const seen = end.last_seen === undefined && end.reason !== "machine_lost";
  const sentences = [seen ? `${brief} at ${clock(end.at, now)}.` : `${brief}.`];
  if (end.last_seen !== undefined) sentences.push(`Last known to run at ${clock(end.last_seen, now)}.`);
  if (detail) sentences.push(sentence(detail));
  return sentences.join(" ");
}

/** Whether a person should hear of it as a fault. */
export function isFault(end: End): boolean {
  return !["completed", "stopped", "os_shutdown", "logout"].includes(end.reason);
}

/** Upper case at the start: messages come without. A path or another name at the start stays as it is. */
export function capital(text: string): string {
  if (!/^\p{Ll}+[\s,.:;]/u.test(`${text} `)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Upper case at the start and a full stop at the end. */
export function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? capital(text) : `${capital(text)}.`;
}

function stopped(end: End, nameOf?: NameOf): string {
  const who = actor(end.actor, nameOf);
  switch (end.intent) {
    case "full_stop":
      return `Stopped by ${who} with everything else`;
    case "archive":
      return `Stopped by ${who} and archived`;
    case "restart":
      return `Stopped by ${who} to start again`;
    case "update":
      return `Stopped by ${who} for an update`;
    case "start_timeout":
      return `Stopped by ${who}: it did not come up in time`;
    case "limit":
      return `Stopped by ${who} at a limit that you set`;
    default:
      return `Stopped by ${who}`;
  }
}

function actor(name: string, nameOf?: NameOf): string {
  if (name.startsWith("agent:")) {
    const id = clean(name.slice("agent:".length));
    return `session ${clean(nameOf?.(id)) || id}`;
  }
  const words: Record<string, string> = {
    user: "you",
    daemon: "Holdfast",
    agent: "its own program",
    kernel: "the kernel",
    system: "the system",
  };
  return words[name] ?? "somebody unknown";
}

function by(signal: number | undefined): string {
  return signal === undefined ? "" : ` by ${signalName(signal)}`;
}

/** Names of the signals that have one number everywhere; the rest keep theirs. */
function signalName(signal: number | undefined): string {
  const names: Record<number, string> = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    8: "SIGFPE",
    9: "SIGKILL",
    11: "SIGSEGV",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
  };
  if (signal === undefined) return "a signal";
  return names[signal] ?? `signal ${signal}`;
}
