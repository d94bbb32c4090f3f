import { expect, it } from "vitest";

import { de } from "./de";
import { en } from "./en";
import { languageOf } from "./language";

it("speaks as the settings say, else as the system does, else English", () => {
  const table: [string | null, string[], string][] = [
    ["de", ["en-GB"], "de"],
    ["en", ["de-DE"], "en"],
    ["system", ["de-AT", "en"], "de"],
    ["system", ["fr-FR", "de"], "de"],
    [null, ["fr-FR", "it"], "en"],
    [null, [], "en"],
    ["klingon", ["de"], "de"],
  ];
  for (const [chosen, system, expected] of table)
    expect(languageOf(chosen, system), `${chosen} ${system}`).toBe(expected);
});

it("has no word of English left in German that is long enough to be a sentence", () => {
  const same = [...sentences(en)].filter(
    ([path, words]) => words.includes(" ") && words === new Map(sentences(de)).get(path),
  );
  expect(same).toEqual([]);
});

/** Each fixed sentence with where it stands. */
function* sentences(words: object, path = ""): Generator<[string, string]> {
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === "string") yield [`${path}.${key}`, value];
    else if (typeof value === "object" && value !== null) yield* sentences(value, `${path}.${key}`);
  }
}
