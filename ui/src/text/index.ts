// The words of the window in the language that is chosen. One catalogue per language, each in a folder of its own, all of
// the same shape: a word that is missing in one does not compile. Nothing else in the window holds words.

import { en } from "./en";

export const text: Catalogue = en;

/** What every language has to say: the same sentences of the same values. */
export type Catalogue = Words<typeof en>;

/** English with the exact words taken out. */
type Words<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: Words<T[K]> };
