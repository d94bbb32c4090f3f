import { expect, it } from "vitest";

import { age, clock, lasted } from "./age";

const now = new Date(2026, 10, 20, 14, 30).getTime();
const minutes = (number: number) => now - number * 60_000;

it.each([
  [now, "now"],
  [minutes(-5), "now"],
  [minutes(0.9), "now"],
  [minutes(1), "1 min"],
  [minutes(59), "59 min"],
  [minutes(60), "1 h"],
  [minutes(23 * 60), "23 h"],
  [minutes(26 * 60), "Thu"],
  [minutes(9 * 24 * 60), "11 Nov"],
  [minutes(400 * 24 * 60), "16 Oct 2025"],
])("%d is %s old", (at, text) => expect(age(at, now)).toBe(text));

it.each([
  [new Date(2026, 10, 20, 9, 12).getTime(), "09:12"],
  [new Date(2026, 10, 19, 23, 5).getTime(), "Thu 23:05"],
  [new Date(2026, 9, 3, 0, 0).getTime(), "3 Oct 00:00"],
])("%d was at %s", (at, text) => expect(clock(at, now)).toBe(text));

it.each([
  [-5, "0 s"],
  [40_900, "40 s"],
  [minutes(0) - minutes(12), "12 min"],
  [minutes(0) - minutes(192), "3 h 12 min"],
  [minutes(0) - minutes(52 * 60), "2 d 4 h"],
])("%d ms are %s", (milliseconds, text) => expect(lasted(milliseconds)).toBe(text));
