// The words about agents: which there are, and what they may do, in German.

import type { Catalogue } from "../catalogue";

export const agents: Catalogue["agents"] = {
  label: "Was laufen soll",
  command: "Befehl oder Shell",
  looking: "Agenten werden gesucht …",
  none: "Kein Agent ist installiert.",
  notInstalled: (number) => `Nicht installiert: ${number}`,
  signedIn: { yes: "angemeldet", no: "nicht angemeldet", unknown: "" },
  notSignedIn: "Niemand ist angemeldet",
  writes: (files) => `Solange er läuft, stehen seine Hooks in ${files}.`,
  problem: (message) => `Die Datei eines Agenten ist fehlerhaft: ${message}`,

  prompt: "Prompt",
  promptPlaceholder: "Was er zuerst tun soll. Leer: Er wartet auf dich.",
  promptHint: (chord) => `${chord} startet ihn.`,
  model: "Modell",
  modelHint: "Leer: das des Agenten.",
  permission: "Erlaubnis",
  own: "Wie der Agent es hält",
  mode: (id, says, bypass) => `${bypass ? "⚠ " : ""}${id}: ${says}`,
  bypass: "Er tut ungefragt alles, was du darfst.",
};
