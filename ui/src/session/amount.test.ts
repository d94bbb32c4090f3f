import { expect, it } from "vitest";

import { bytes, percent } from "./amount";

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [1_000_000, "1.0 MB"],
  [11_400_000, "11.4 MB"],
  [412_000_000, "412 MB"],
  [999_700_000, "1.0 GB"],
  [2_100_000_000, "2.1 GB"],
  [64_000_000_000, "64.0 GB"],
])("%i bytes are %s", (amount, said) => expect(bytes(amount)).toBe(said));

it.each([
  [0, "0%"],
  [0.04, "0.0%"],
  [0.42, "0.4%"],
  [0.96, "1%"],
  [3.4, "3%"],
  [214.6, "215%"],
])("%f percent are %s", (amount, said) => expect(percent(amount)).toBe(said));
