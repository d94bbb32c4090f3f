// Turns an end record into words: how a run ended, who ended it and when. Pure. It names nobody whom the record does
// not name, and never says that a dead program is back.

import { clean } from "../clean";
import type { End } from "../protocol/End";
import { text } from "../text";
import { clock } from "./age";

/** Finds the name of another session that ended this one. Absent: its id is shown. */
export type NameOf = (id: string) => string | undefined;

/** How a run ended in a few words, for a row. */
export function endInBrief(end: End, now: number, nameOf?: NameOf): string {
  const { ends } = text;
  switch (end.reason) {
    case "failed":
      return ends.failed(end.code);
    case "crashed":
      return ends.crashed(signalName(end.signal));
    case "stopped":
      return ends.stopped[end.intent ?? "unknown"](actor(end.actor, nameOf));
    case "external_signal":
      return ends.outside(signalName(end.signal));
    case "unknown_signal":
      return ends.unknownSender(signalName(end.signal));
    case "machine_lost":
      return ends.restart(clock(end.at, now));
    default:
      return ends.plain[end.reason];
  }
}

/** How a run ended, who ended it and when, as one or two whole sentences. */
export function endInFull(end: End, now: number, nameOf?: NameOf): string {
  const brief = endInBrief(end, now, nameOf);
  const detail = clean(end.detail);
  // Where nobody saw the end, `at` is only when it was noticed.
  const seen = end.last_seen === undefined && end.reason !== "machine_lost";
  const sentences = [seen ? text.ends.at(brief, clock(end.at, now)) : `${brief}.`];
  if (end.last_seen !== undefined) sentences.push(text.ends.lastSeen(clock(end.last_seen, now)));
  if (detail) sentences.push(sentence(detail));
  return sentences.join(" ");
}

/** Whether a person should hear of it as a fault. */
export function isFault(end: End): boolean {
  return !["completed", "stopped", "os_shutdown", "logout"].includes(end.reason);
}

/** Upper case at the start: messages come without. A path or another name at the start stays as it is. */
export function capital(message: string): string {
  if (!/^\p{Ll}+[\s,.:;]/u.test(`${message} `)) return message;
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** Upper case at the start and a full stop at the end. */
export function sentence(message: string): string {
  return /[.!?…]$/u.test(message) ? capital(message) : `${capital(message)}.`;
}

/** Who did something, as it stands after "by". */
export function actor(name: string, nameOf?: NameOf): string {
  const { ends } = text;
  if (name.startsWith("agent:")) {
    const id = clean(name.slice("agent:".length));
    return ends.session(clean(nameOf?.(id)) || id);
  }
  return (ends.actors as Record<string, string>)[name] ?? ends.actors.unknown;
}

/** Names of the signals that have one number everywhere; the rest keep theirs. Empty where there was none. */
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
  if (signal === undefined) return "";
  return names[signal] ?? text.ends.signal(signal);
}
