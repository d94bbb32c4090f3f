// The words about how a run ended and who ended it.

import type { EndReason } from "../../protocol/EndReason";
import type { IntentReason } from "../../protocol/IntentReason";

/** Ends that need no further values. */
type Plain = Exclude<
  EndReason,
  "failed" | "crashed" | "stopped" | "external_signal" | "unknown_signal" | "machine_lost"
>;

export const ends = {
  plain: {
    completed: "Finished by itself",
    out_of_memory: "Ended by the system: out of memory",
    host_lost: "Lost: its host went away",
    host_out_of_memory: "Lost: the system ended its host, out of memory",
    os_shutdown: "Ended when the computer was shut down",
    logout: "Ended when you logged out",
    start_failed: "Could not be started",
    unknown: "Ended in a way that this version does not know",
  } satisfies Record<Plain, string>,
  /** `code`: the exit status, where it is known. */
  failed: (code: number | undefined) => (code === undefined ? "Failed" : `Failed with status ${code}`),
  /** `signal`: its name. Empty: nobody knows it. The same below. */
  crashed: (signal: string) => (signal ? `Crashed by ${signal}` : "Crashed"),
  outside: (signal: string) => (signal ? `Ended from outside by ${signal}` : "Ended from outside"),
  unknownSender: (signal: string) => `Ended by ${signal || "a signal"}, sender unknown`,
  restart: (time: string) => `Ended at the restart of ${time} or before`,
  signal: (number: number) => `signal ${number}`,

  stopped: {
    kill: (who: string) => `Stopped by ${who}`,
    full_stop: (who: string) => `Stopped by ${who} with everything else`,
    archive: (who: string) => `Stopped by ${who} and archived`,
    restart: (who: string) => `Stopped by ${who} to start again`,
    update: (who: string) => `Stopped by ${who} for an update`,
    start_timeout: (who: string) => `Stopped by ${who}: it did not come up in time`,
    limit: (who: string) => `Stopped by ${who} at a limit that you set`,
    unknown: (who: string) => `Stopped by ${who}`,
  } satisfies Record<IntentReason, (who: string) => string>,
  /** Who ended it, as it stands after "by". */
  actors: {
    user: "you",
    daemon: "Holdfast",
    agent: "its own program",
    kernel: "the kernel",
    system: "the system",
    unknown: "somebody unknown",
  },
  session: (name: string) => `session ${name}`,

  at: (brief: string, time: string) => `${brief} at ${time}.`,
  lastSeen: (time: string) => `Last known to run at ${time}.`,
} as const;
