// The words where no terminal is shown, in German.

import type { Catalogue } from "../catalogue";

export const welcome: Catalogue["welcome"] = {
  title: "Starte deine erste Sitzung",
  body: "Eine Sitzung ist ein Terminal, das weiterläuft, wenn dieses Fenster geschlossen wird, wenn Holdfast beendet wird und wenn eines von beiden abstürzt.",
  agents: "Agenten auf diesem Computer",
  noAgents: "Auf diesem Computer wurde kein Agent gefunden. Installiere einen, oder beginne mit deiner Shell.",
  install: "Lässt sich installieren",
  lookAgain: "Noch einmal nachsehen",
  openFolder: "Ordner öffnen …",
  inFolder: (directory) => `In ${directory}`,
  shell: "Deine Shell starten",
  command: "Einen Befehl ausführen …",
  past: "Ein früheres Gespräch fortsetzen",
  pastMore: "Es gibt mehr als diese.",
  untitled: "Ein Gespräch ohne Titel",
  resuming: "Wird fortgesetzt …",

  none: "Keine Sitzung gewählt",
  choose: "Wähle eine in der Seitenleiste, oder starte eine neue.",
  first: "Die erste der Liste zeigen",
};
