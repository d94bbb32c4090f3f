// What was used last, the latest first: kept for windows to come, and no longer than a list.

const MOST = 50;

export class Recent {
  private readonly key: string;

  /** `what`: actions or sessions. */
  constructor(what: "actions" | "sessions") {
    this.key = `recent.${what}`;
  }

  /** Read anew each time: another window may have used something meanwhile. */
  get list(): string[] {
    return localStorage.getItem(this.key)?.split("\n").filter(Boolean) ?? [];
  }

  add(id: string): void {
    const list = [id, ...this.list.filter((other) => other !== id)].slice(0, MOST);
    localStorage.setItem(this.key, list.join("\n"));
  }
}
