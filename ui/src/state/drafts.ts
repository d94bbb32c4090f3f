// What a person has written for an agent and not sent yet, by session. It outlives the window: nothing typed is lost.

const DRAFTS = "drafts";

/** What was written for a session. Empty: nothing. */
export function draftOf(id: string): string {
  return read()[id] ?? "";
}

/** Remembers what is written for a session; empty text forgets it. */
export function keepDraft(id: string, text: string): void {
  const drafts = read();
  if (text.trim() === "") delete drafts[id];
  else drafts[id] = text;
  try {
    localStorage.setItem(DRAFTS, JSON.stringify(drafts));
  } catch {
    // There is room for some megabytes. What is written stays in its field.
  }
}

function read(): Record<string, string> {
  try {
    const drafts: unknown = JSON.parse(localStorage.getItem(DRAFTS) ?? "{}");
    return typeof drafts === "object" && drafts !== null ? (drafts as Record<string, string>) : {};
  } catch {
    return {};
  }
}
