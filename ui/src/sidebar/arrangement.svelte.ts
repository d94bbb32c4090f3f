// How the list is arranged: by what, and which groups are closed. Remembered for windows to come; says nothing of sessions.

import { SvelteSet } from "svelte/reactivity";

const BY = "sidebar.by";
const CLOSED = "sidebar.closed";

export type By = "attention" | "project";

export class Arrangement {
  private chosen = $state<By>(localStorage.getItem(BY) === "project" ? "project" : "attention");
  private readonly closed = new SvelteSet<string>(localStorage.getItem(CLOSED)?.split("\n").filter(Boolean));

  get by(): By {
    return this.chosen;
  }

  set by(by: By) {
    this.chosen = by;
    localStorage.setItem(BY, by);
  }

  /** Whether only the heading of a group is shown. */
  isClosed(key: string): boolean {
    return this.closed.has(key);
  }

  toggle(key: string): void {
    if (!this.closed.delete(key)) this.closed.add(key);
    localStorage.setItem(CLOSED, [...this.closed].join("\n"));
  }
}
