// Which language the window speaks. A page has to know it before the app tells it of the settings, so that the last word of
// the settings is kept in the page's own storage.

export type Language = "en" | "de";

const KEY = "language";

/** The language for what the settings say (`null`: nothing is known of them) and what the system speaks, best first. */
export function languageOf(chosen: string | null, system: readonly string[]): Language {
  if (chosen === "en" || chosen === "de") return chosen;
  const spoken = system.map((tag) => tag.toLowerCase().split("-")[0]);
  return spoken.find((tag): tag is Language => tag === "en" || tag === "de") ?? "en";
}

/** What the settings said last. */
export function kept(): string | null {
  return globalThis.localStorage?.getItem(KEY) ?? null;
}

/** Keeps what the settings say, for this page's reload and for pages to come. */
export function keep(chosen: string): void {
  localStorage.setItem(KEY, chosen);
}
