import { expect, it } from "vitest";

import { tree } from "./tree";

const process = (pid: number, parent: number | null, started_at = pid) => {
  return { pid, parent, name: `p${pid}`, command: "", memory: 1, started_at };
};
const read = (...processes: ReturnType<typeof process>[]) =>
  tree(processes).map((branch) => `${"  ".repeat(branch.depth)}${branch.process.pid}`);

it("reads parents before their children, siblings the oldest first", () => {
  const all = [process(1, null), process(4, 2), process(3, 1), process(2, 1), process(9, 1, 0)];
  expect(read(...all)).toEqual(["1", "  9", "  2", "    4", "  3"]);
});

it("loses nobody whose parent is unknown, and none twice", () => {
  expect(read(process(5, 99), process(6, 6), process(7, 5))).toEqual(["5", "  7", "6"]);
});
