import { expect, it } from "vitest";

import { match, pieces } from "./fuzzy";

/** The texts that match, the best first. */
function ranked(query: string, ...texts: string[]): string[] {
  const scored = texts.flatMap((text) => {
    const found = match(query, text);
    return found ? [{ text, score: found.score }] : [];
  });
  return scored.toSorted((a, b) => b.score - a.score).map(({ text }) => text);
}

it("finds what was typed in this order, in capitals or not", () => {
  expect(match("pay", "payments-api")?.at).toEqual([0, 1, 2]);
  expect(match("PTSAPI", "payments-api")?.at).toEqual([0, 6, 7, 9, 10, 11]);
  expect(match("yap", "payments-api")?.at).toEqual([2, 9, 10]);
  expect(match("xyz", "payments-api")).toBeNull();
  expect(match("payments-apis", "payments-api")).toBeNull();
});

it("finds words in whatever order", () => {
  expect(match("api pay", "payments-api")?.at).toEqual([0, 1, 2, 9, 10, 11]);
  expect(match("api nope", "payments-api")).toBeNull();
});

it("matches everything where nothing was typed", () => {
  expect(match("", "anything")).toEqual({ score: 0, at: [] });
  expect(match("  ", "anything")).toEqual({ score: 0, at: [] });
});

it("puts first what begins with it, then words that do, then the rest", () => {
  expect(ranked("se", "Quit these", "Open settings", "settings", "sxxxxe")).toEqual([
    "settings",
    "Open settings",
    "sxxxxe",
    "Quit these",
  ]);
  expect(ranked("spd", "Sidebar and pad", "Split pane down")[0]).toBe("Split pane down");
  expect(ranked("new", "renew", "New session")).toEqual(["New session", "renew"]);
  expect(ranked("api", "payments-api-v2-and-much-more-of-it", "payments-api")[0]).toBe("payments-api");
});

it("knows a word that begins with a capital", () => {
  expect(match("cs", "checkoutService")?.at).toEqual([0, 8]);
});

it("cuts a text into what matched and what did not", () => {
  expect(pieces("payments", [0, 1, 4])).toEqual([
    { text: "pa", hit: true },
    { text: "ym", hit: false },
    { text: "e", hit: true },
    { text: "nts", hit: false },
  ]);
  expect(pieces("", [])).toEqual([]);
});

it("goes through a thousand texts while a finger is still on the key", () => {
  const texts = Array.from({ length: 1000 }, (_, i) => `session-${i} · feature/some-branch-${i} · /home/ada/src/${i}`);
  const times = Array.from({ length: 9 }, () => {
    const before = performance.now();
    for (const text of texts) match("ses feat src", text);
    return performance.now() - before;
  });
  // The best of some: it is the work that is measured, not what else the machine does.
  expect(Math.min(...times)).toBeLessThan(50);
});
