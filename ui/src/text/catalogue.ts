// What every language has to say: the same sentences of the same values as English.

import type { en } from "./en";

export type Catalogue = Words<typeof en>;

/** English with the exact words taken out. */
type Words<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : T extends readonly string[]
      ? readonly string[]
      : { readonly [K in keyof T]: Words<T[K]> };
