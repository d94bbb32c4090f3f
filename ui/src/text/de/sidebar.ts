// The words of the sidebar, in German.

import type { Catalogue } from "../catalogue";
import { sessions } from "./count";

export const sidebar: Catalogue["sidebar"] = {
  label: "Sitzungen",
  filter: (all) => (all === 0 ? "Sitzungen filtern" : `${sessions(all)} filtern`),
  clear: "Filter leeren",
  noMatch: "Keine Sitzung passt.",
  resize: "Breite der Seitenleiste",
  show: "Seitenleiste zeigen",
  restorable: (rows) => `${sessions(rows)} wiederherstellbar`,
  review: "Ansehen",
  menu: "Neu starten, stoppen und beenden",
  live: (live) => `${live} laufen`,
  list: "Liste",
  by: { attention: "Nach Dringlichkeit", project: "Nach Projekt" },
  showArchived: "Archivierte zeigen",
  hideArchived: "Archivierte verbergen",
  noArchived: "Nichts ist archiviert.",
  group: (name, rows) => `${name}, ${sessions(rows)}`,
  muted: "Stumm",
  takes: (cpu, memory) => (cpu ? `${cpu} · ${memory}` : memory),
  cpu: (percent) => `${percent} CPU`,
  all: (cpu, memory) =>
    cpu
      ? `Alle Sitzungen brauchen ${cpu} eines Kerns und ${memory} Speicher.`
      : `Alle Sitzungen brauchen ${memory} Speicher.`,
};

export const verbs: Catalogue["verbs"] = {
  menu: (name) => `Was mit ${name} geschehen soll`,
  titles: {
    split: "Daneben öffnen",
    window: "In neuem Fenster öffnen",
    rename: "Umbenennen …",
    restart: "Neu starten",
    restart_when_idle: "Neu starten, sobald bereit",
    resume: "Fortsetzen",
    mute: "Stummschalten",
    unmute: "Nicht mehr stumm",
    copy_id: "Kennung kopieren",
    archive: "Archivieren",
    unarchive: "Aus dem Archiv holen",
    end: "Beenden …",
  },
  failed: (name, why) => `„${name}“: ${why}`,
  copied: "Die Kennung der Sitzung ist in der Zwischenablage.",
  archived: (name) => `„${name}“ ist archiviert. „Archivierte zeigen“ listet sie wieder.`,
  pending: (name) => `„${name}“ wird archiviert, sobald sie erreichbar ist.`,
  unarchived: (name) => `„${name}“ steht wieder in der Liste.`,
  archiveTitle: (name) => `„${name}“ archivieren?`,
  archiveBody: "Ihr Programm wird zuerst gestoppt. Was es ausgegeben hat, bleibt.",
};

export const daemon: Catalogue["daemon"] = {
  states: {
    connecting: "Verbindet",
    connected: "Daemon",
    silent: "Daemon antwortet nicht",
    stopped: "Daemon gestoppt",
    failed: "Daemon gescheitert",
  },
  again: "Verbindet wieder",
  reconciling: "Sieht nach den Sitzungen",
  titles: {
    connecting: "Verbindung zum Daemon",
    again: "Neue Verbindung zum Daemon",
    stopped: "Der Daemon ist gestoppt",
    failed: "Der Daemon lässt sich nicht am Laufen halten",
    reconciling: "Es wird nachgesehen, was da ist",
  },
  bodies: {
    connecting: "Er hält deine Sitzungen. Wenn er nicht läuft, wird er gestartet.",
    again: "Was läuft, läuft inzwischen weiter, auch die offenen Terminals.",
    stopped: "Niemand sieht nach den Sitzungen, bis er wieder läuft. Die Liste zeigt, wie es stand.",
    failed: "Was läuft, läuft ohne ihn weiter, und offene Terminals sind benutzbar. Die Liste zeigt, wie es stand.",
    reconciling: "Der Daemon ist eben gestartet und fragt jede Sitzung, wie es ihr geht. Das dauert einige Sekunden.",
  },
  starting: "Startet …",
  showLog: "Protokoll zeigen",
  asOf: (time) => `Diese Liste hat den Stand von ${time}.`,
  older: (its, ours) =>
    `Der Daemon hat Version ${its}, diese App ${ours}. Für gleiche Versionen führe „holdfast stop --keep-sessions“ aus und öffne Holdfast wieder. Sitzungen laufen weiter.`,
  newer: (its, ours) =>
    `Der Daemon hat Version ${its}, diese App ${ours}. Beende diese App und öffne die neuere. Sitzungen laufen weiter.`,
  log: (path) => `Sein Protokoll: ${path}`,
  start: "Daemon starten",
};
