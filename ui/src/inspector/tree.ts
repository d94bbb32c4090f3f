// Processes as a tree, in the order in which it is read. Pure.

import type { Process } from "../protocol/Process";

/** A process and how deep it stands, the session's program being 0. */
export interface Branch {
  process: Process;
  depth: number;
}

/** Parents before their children, siblings the oldest first. Who has no parent in the list, or is his own, is a root. */
export function tree(processes: readonly Process[]): Branch[] {
  const known = new Map(processes.map((process) => [process.pid, process]));
  const children = new Map<number | null, Process[]>();
  for (const process of processes) {
    const { pid, parent } = process;
    const under = parent !== null && parent !== pid && known.has(parent) ? parent : null;
    children.set(under, [...(children.get(under) ?? []), process]);
  }
  const branches: Branch[] = [];
  const seen = new Set<number>();
  const grow = (under: number | null, depth: number): void => {
    const siblings = children.get(under) ?? [];
    for (const process of siblings.toSorted((a, b) => a.started_at - b.started_at || a.pid - b.pid)) {
      if (seen.has(process.pid)) continue;
      seen.add(process.pid);
      branches.push({ process, depth });
      grow(process.pid, depth + 1);
    }
  };
  grow(null, 0);
  return branches;
}
