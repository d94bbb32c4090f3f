import { expect, it } from "vitest";

import type { Section } from "../session/groups";
import { edgesOf, HEADING, heldAt, holds, inView, place, ROW, scrolledTo, stops } from "./in-view";

const section = (key: string, rows: number): Section => ({
  key,
  ids: Array.from({ length: rows }, (_, at) => `${key}${at}`),
});
const open = () => false;
const placed = place([section("a", 3), section("b", 1000), section("c", 2)], open);

it("places sections below each other, closed ones with their heading only", () => {
  expect(placed.map(({ top, height }) => [top, height])).toEqual([
    [0, HEADING + 3 * ROW],
    [HEADING + 3 * ROW, HEADING + 1000 * ROW],
    [2 * HEADING + 1003 * ROW, HEADING + 2 * ROW],
  ]);
  const closed = place([section("a", 3), section("b", 2)], (key) => key === "a");
  expect(closed.map(({ top, height }) => [top, height])).toEqual([
    [0, HEADING],
    [HEADING, HEADING + 2 * ROW],
  ]);
});

it("draws what is in view and a little more, however long the list is", () => {
  for (const top of [0, 500, 20_000, 46_000]) {
    const seen = inView(placed, top, 600, null);
    const rows = seen.flatMap((one) => one.rows.map((at) => one.top + HEADING + at * ROW));
    expect(rows.length).toBeLessThan(28);
    // Each row that the eye can reach is there.
    for (const one of placed)
      for (let at = 0; at < one.section.ids.length; at += 1) {
        const upper = one.top + HEADING + at * ROW;
        if (upper + ROW > top && upper < top + 600) expect(rows).toContain(upper);
      }
  }
});

it("keeps the row that has the focus, wherever the list is scrolled to", () => {
  const seen = inView(placed, 30_000, 600, { key: "b", id: "b2" });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.rows.slice(0, 2)).toEqual([2, 641]);
  expect(inView(placed, 0, 600, { key: "c", id: "c1" }).at(-1)?.rows).toEqual([1]);
  expect(inView(placed, 0, 600, { key: "c" }).at(-1)?.rows).toEqual([]);
});

it("draws no row of a closed section, and none that is gone", () => {
  const closed = place([section("a", 3)], () => true);
  expect(inView(closed, 0, 600, { key: "a", id: "a1" })[0]?.rows).toEqual([]);
  expect(inView(placed, 0, 100, { key: "a", id: "gone" })[0]?.rows).toEqual([0, 1, 2]);
});

it("goes over headings and rows that are shown, from the top", () => {
  const some = place([section("a", 2), section("b", 2)], (key) => key === "b");
  expect(stops(some)).toEqual([{ key: "a" }, { key: "a", id: "a0" }, { key: "a", id: "a1" }, { key: "b" }]);
});

it("knows where a row stands", () => {
  expect(edgesOf(placed, { key: "a" })).toEqual([0, HEADING]);
  expect(edgesOf(placed, { key: "b", id: "b1" })).toEqual([2 * HEADING + 4 * ROW, 2 * HEADING + 5 * ROW]);
  expect(edgesOf(placed, { key: "b", id: "gone" })).toBeNull();
  expect(edgesOf(placed, { key: "gone" })).toBeNull();
});

it.each<[[number, number], number, number]>([
  [[100, 146], 0, 0],
  [[700, 746], 0, 146],
  [[200, 246], 300, 200],
  [[32, 78], 300, 0],
  [[300, 346], 300, 300],
])("to see %j of a list at %i it is scrolled to %i", (edges, top, scrolled) => {
  expect(scrolledTo(edges, top, 600)).toBe(scrolled);
});

it("holds what a person looks at where it is, while rows above it come and go", () => {
  const held = holds(placed, 1000, 600);
  expect(held[0]).toEqual({ stop: { key: "b", id: "b18" }, below: 2 * HEADING + 21 * ROW - 1000 });
  const one = placed[0]?.section ?? section("a", 3);
  const grown = place([{ ...one, ids: ["new", ...one.ids] }, section("b", 1000)], open);
  expect(heldAt(grown, held)).toBe(1000 + ROW);
  const first = section("b", 1000).ids.filter((id) => id !== "b18");
  const moved = place(
    [
      { ...one, ids: ["b18", ...one.ids] },
      { key: "b", ids: first },
    ],
    open,
  );
  expect(heldAt(moved, held)).toBe(1000);
  expect(heldAt([], held)).toBeNull();
});
