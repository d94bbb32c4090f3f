// The words of the window in the language that is chosen. One catalogue per language, each in a folder of its own, all of
// the same shape: a word that is missing in one does not compile. Nothing else in the window holds words.

import type { Catalogue } from "./catalogue";
import { de } from "./de";
import { en } from "./en";
import { kept, type Language, languageOf } from "./language";

const languages: Record<Language, Catalogue> = { en, de };

/** For the life of the page: words that change under a reader's eyes help nobody. */
export const language = languageOf(kept(), globalThis.navigator?.languages ?? []);

export const text: Catalogue = languages[language];
