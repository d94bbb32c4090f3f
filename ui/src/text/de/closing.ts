// The words about sessions that were closed and can still be had back, in German.

import type { Catalogue } from "../catalogue";

export const closing: Catalogue["closing"] = {
  label: "Eben geschlossen",
  ends: (seconds) => `endet in ${seconds} s`,
  ending: "endet …",
  undo: "Rückgängig",
  undoOf: (name) => `Schließen von „${name}“ rückgängig machen`,
  news: (name) => `„${name}“ wurde geschlossen und wird gestoppt. Rückgängig behält sie.`,
  failed: (name, why) => `„${name}“ wurde nicht beendet. ${why}`,
  alive: "Das Programm lebt noch. „Sofort beenden“ beendet es.",
};
