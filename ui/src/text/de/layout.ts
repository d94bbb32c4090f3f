// The words about tabs and panes, in German.

import type { Catalogue } from "../catalogue";
import { count } from "./count";

export const layout: Catalogue["layout"] = {
  tabs: "Tabs",
  tab: (status, panes, zoomed) => {
    const shared = panes === 1 ? "" : `${panes} Bereiche${zoomed ? ", einer davon allein" : ""}`;
    return [status, shared].filter(Boolean).join(", ");
  },
  empty: "Leerer Bereich",
  closeTab: "Tab schließen",
  closePane: "Bereich schließen",
  zoom: "Allein zeigen",
  unzoom: "Alle Bereiche zeigen",
  alone: (hidden) => `Allein; ${count(hidden, "Bereich ist", "Bereiche sind")} verborgen`,
  split: "Teilen",
  right: "Rechts",
  down: "Unten",
  newWindow: "In ein neues Fenster verschieben",
  reopen: "Geschlossenes öffnen",
  edge: "Kante zwischen Bereichen",
  edgeHint: "Ein Doppelklick gleicht aus",
  chooseTitle: "Welche Sitzung?",
  choose: "Wähle eine hier oder in der Seitenleiste, oder zieh eine hierher.",
  shell: "Hier eine Shell starten",
  waiting: "Auf die Liste der Sitzungen wird gewartet …",
};
