// The words for what a session does now. Screen readers say them, too.

export const statuses = {
  needs: { permission: "Needs permission", question: "Asks a question", other: "Needs you" },
  working: "Working",
  stuck: "Stuck",
  starting: "Starting",
  unreachable: "Does not answer",
  orphaned: "Runs without its host",
  damaged: "Record damaged",
  unknown: "Unknown to this version",
  idle: "Idle",
  queued: "Waits for its turn",
  running: "Running",
  finished: "Finished",
  archived: "Archived",
  stopped: "Stopped",
  ended: "Ended",
  /** How a run ended that a person should hear of. */
  faults: {
    failed: "Failed",
    crashed: "Crashed",
    outOfMemory: "Out of memory",
    startFailed: "Did not start",
    outside: "Ended from outside",
    lost: "Lost",
  },
  toBeArchived: (word: string) => `${word}, to be archived`,
} as const;
