// The words about sessions that were closed and can still be had back.

export const closing = {
  label: "Closed just now",
  ends: (seconds: number) => `ends in ${seconds} s`,
  ending: "ending…",
  undo: "Undo",
  undoOf: (name: string) => `Undo the closing of “${name}”`,
  news: (name: string) => `“${name}” was closed and will be stopped. Undo keeps it.`,
  failed: (name: string, why: string) => `“${name}” was not ended. ${why}`,
  alive: "Its program is still alive. “End at once” ends it.",
} as const;
