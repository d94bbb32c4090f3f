// The prompts that a person has sent to a session, to go back to with the arrow keys. The newest is last.

const HISTORY = "prompts";

/** So many prompts are remembered for a session, and so many sessions; a longer prompt is not. */
const MOST_PROMPTS = 50;
const MOST_SESSIONS = 100;
const LONGEST = 20_000;

/** What was sent to a session. */
export function historyOf(id: string): string[] {
  return read().find((each) => each[0] === id)?.[1] ?? [];
}

/** Remembers a prompt. What was sent before is not remembered twice. */
export function remember(id: string, prompt: string): void {
  if (prompt.trim() === "" || prompt.length > LONGEST) return;
  const prompts = [...historyOf(id).filter((each) => each !== prompt), prompt].slice(-MOST_PROMPTS);
  const others = read().filter((each) => each[0] !== id);
  try {
    localStorage.setItem(HISTORY, JSON.stringify([...others, [id, prompts]].slice(-MOST_SESSIONS)));
  } catch {
    // No room: what is remembered already stays.
  }
}

function read(): [string, string[]][] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(HISTORY) ?? "[]");
    return Array.isArray(kept) ? (kept as [string, string[]][]) : [];
  } catch {
    return [];
  }
}

/** Goes through a history while nothing else is typed. */
export class Recall {
  /** How far back: 0 is the field as it was. */
  private back = 0;

  constructor(private readonly id: string) {}

  /** What the field shows after a step to older (1) or newer (-1) prompts; `null` where the key is for the field itself.
      `text`: what it shows now. */
  step(by: 1 | -1, text: string): string | null {
    const prompts = historyOf(this.id);
    const isOurs = text === "" ? this.back === 0 || by === 1 : text === prompts.at(-this.back);
    if (!isOurs || (this.back === 0 && text !== "")) return null;
    if (text === "") this.back = 0;
    const back = this.back + by;
    if (back < 0 || back > prompts.length) return null;
    this.back = back;
    return back === 0 ? "" : (prompts.at(-back) ?? "");
  }
}
