// The words of the settings, in German.

import type { Catalogue } from "../catalogue";

const rows: Catalogue["settings"]["rows"] = {
  "appearance.theme": {
    title: "Aussehen",
    body: "Dunkel oder hell, für das ganze Fenster.",
    choices: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  },
  "appearance.palette": {
    title: "Farben der Terminals",
    body: "Programme, die nach Farben fragen, erfahren sie, wenn ihre Sitzung das nächste Mal geöffnet wird.",
  },
  "appearance.language": {
    title: "Sprache",
    body: "Gilt für Fenster, die von nun an geöffnet werden, für das Symbol in der Leiste und für Mitteilungen.",
    choices: { system: "Wie das System", en: "English", de: "Deutsch" },
  },
  "appearance.motion": {
    title: "Bewegung",
    body: "Ob sich etwas drehen oder pulsieren darf.",
    choices: { system: "Wie das System", reduced: "Verringert" },
  },

  "terminal.font_size": { title: "Schriftgröße", body: "Die Größe der Buchstaben in Terminals.", unit: "px" },
  "terminal.font_family": {
    title: "Schrift",
    body: "Der Name einer installierten Schrift. Leer nimmt JetBrains Mono, die Holdfast mitbringt.",
  },
  "terminal.line_height": { title: "Zeilenhöhe", body: "Wie hoch eine Zeile ist, als Vielfaches der Schriftgröße." },
  "terminal.cursor_style": {
    title: "Cursor",
    body: "Seine Form, bis ein Programm eine andere will.",
    choices: { block: "Block", bar: "Strich", underline: "Unterstrich" },
  },
  "terminal.cursor_blink": { title: "Blinkender Cursor", body: "Lässt den Cursor im aktiven Terminal blinken." },
  "terminal.copy_on_select": {
    title: "Beim Auswählen kopieren",
    body: "Legt sofort in die Zwischenablage, was du in einem Terminal auswählst.",
  },
  "terminal.open_links_with": {
    title: "Links öffnen",
    body: "Was einen Link in einem Terminal öffnet. Sein Ziel wird vorher gezeigt.",
    choices: { modifier: "Mit Strg oder ⌘ und einem Klick", click: "Mit einem Klick" },
  },
  "terminal.screen_reader": {
    title: "Für Bildschirmleser",
    body: "Lässt Bildschirmleser Terminals lesen. Macht große Ausgaben langsamer.",
  },

  "notifications.needs_input": {
    title: "Wartet auf dich",
    body: "Meldet, wenn ein Agent um Erlaubnis bittet oder eine Frage hat.",
  },
  "notifications.finished": { title: "Fertig", body: "Meldet, wenn ein Agent fertig ist." },
  "notifications.failed": {
    title: "Gescheitert",
    body: "Meldet, wenn eine Sitzung scheitert, abstürzt oder verloren geht.",
  },
  "notifications.stuck": { title: "Hängt", body: "Meldet, wenn ein arbeitender Agent lange nichts sagt." },
  "notifications.restored": { title: "Wiederhergestellt", body: "Meldet, wenn Sitzungen wiederhergestellt wurden." },
  "notifications.sound": { title: "Ton", body: "Lässt das System zu einer Mitteilung seinen Ton spielen." },
  "notifications.quiet_from": {
    title: "Ruhe ab",
    body: "Ab dieser Uhrzeit wird nichts gemeldet, etwa 22:00. Gilt, sobald beide Zeiten gesetzt sind.",
  },
  "notifications.quiet_until": {
    title: "Ruhe bis",
    body: "Bis zu dieser Uhrzeit, auch am nächsten Morgen. Der Eingang behält, was geschah.",
  },
  "notifications.muted": {
    title: "Stumme Sitzungen",
    body: "Von diesen wird nichts gemeldet. Stummschalten geht über die Befehle oder ihr Menü.",
  },

  "app.closing": {
    title: "Letztes Fenster schließen",
    body: "Sitzungen laufen in beiden Fällen weiter.",
    choices: { tray: "Behält Holdfast in der Leiste", quit: "Beendet Holdfast" },
  },
  "app.undo_seconds": {
    title: "Zeit zum Rückgängigmachen",
    body: "Eine Sitzung, die du schließt, wird erst nach dieser Zeit beendet. 0 beendet sie sofort.",
    unit: "s",
  },
  "power.keep_awake": {
    title: "Computer wach halten",
    body: "Hält den Ruhezustand auf. Der Bildschirm darf trotzdem dunkel werden.",
    choices: { off: "Nie", agents: "Solange Agenten arbeiten", on: "Solange Holdfast läuft" },
  },

  "restore.policy": {
    title: "Nach einem Neustart",
    body: "Was ohne Frage wieder startet, nachdem der Computer neu gestartet oder alles gestoppt wurde.",
    choices: { ask: "Nichts", orchestrators: "Orchestratoren", all: "Alles, was angehakt war" },
  },
  "agents.stuck_minutes": {
    title: "Hängt nach",
    body: "Ein arbeitender Agent, der so lange nichts sagt, wird als hängend gezeigt.",
    unit: "min",
  },
  "agents.most_workers": {
    title: "Arbeiter zugleich",
    body: "So viele Agenten, die andere Agenten starten, dürfen zugleich laufen. Weitere warten.",
  },
  "log.session_mib": { title: "Ausgabe je Sitzung", body: "Das Älteste geht zuerst.", unit: "MiB" },
  "log.total_mib": {
    title: "Ausgabe aller Sitzungen",
    body: "Die Ausgabe der am längsten beendeten Sitzungen geht zuerst.",
    unit: "MiB",
  },
  "daemon.grace_seconds": {
    title: "Frist des Daemons",
    body: "So lange wartet der Daemon auf Holdfast, bevor er geht. Sitzungen laufen ohne ihn weiter.",
    unit: "s",
  },
};

export const settings: Catalogue["settings"] = {
  title: "Einstellungen",
  search: "Einstellungen durchsuchen",
  none: "Keine Einstellung passt.",
  sections: {
    appearance: "Aussehen",
    terminal: "Terminal",
    keys: "Tastatur",
    notifications: "Mitteilungen",
    app: "App",
    sessions: "Sitzungen",
  },
  rows,

  login: { title: "Beim Anmelden starten", body: "Startet Holdfast in der Leiste, wenn du dich anmeldest." },
  reset: "Zurücksetzen",
  resetTo: (title) => `„${title}“ zurücksetzen`,
  file: (path) => `Diese Einstellungen stehen in ${path}.`,
  showFile: "Datei zeigen",
  problem:
    "Die Datei mit den Einstellungen ist nicht lesbar. Es gilt, was zuletzt gelesen wurde, und hier lässt sich nichts ändern, bis sie in Ordnung ist.",
  notAllowed: (raw, usual) => `In der Datei steht „${raw}“, was nicht sein kann. Es gilt „${usual}“.`,
  from: (least, most) => `Eine Zahl von ${least} bis ${most}.`,
  timeOfDay: "Eine Uhrzeit, etwa 22:00, oder nichts.",
  nobodyMuted: "Keine Sitzung ist stumm.",
  unmute: "Nicht mehr stumm",
  unmuteOf: (name) => `„${name}“ nicht mehr stummschalten`,
  gone: (id) => `Eine Sitzung, die es nicht mehr gibt (${id})`,

  keys: {
    body: "Strg mit einem Buchstaben gehört dem Terminal. Auch alles andere, was Programme brauchen, bleibt ihnen.",
    none: "Keine",
    change: "Ändern",
    changeOf: (title) => `Tasten von „${title}“ ändern`,
    remove: "Entfernen",
    removeOf: (title) => `Tasten von „${title}“ entfernen`,
    press: "Drück die Tasten …",
    pressing: (title) => `Drück die neuen Tasten für „${title}“. Escape lässt sie, wie sie sind.`,
    fixed: "Nicht änderbar",
    refused: {
      terminal: (chord) => `${chord} gehört dem Terminal. Nimm Strg+Umschalt mit einer Taste.`,
      terminalOnMac: (chord) => `${chord} gehört dem Terminal. Nimm ⌘ mit einer Taste.`,
      system: (chord) => `${chord} gehört dem System.`,
    },
    unreadable: (written) => `In der Datei steht „${written}“, was keine Tasten sind.`,
    taken: (chord, title) => `${chord} ist „${title}“.`,
    takenFrom: (chord, title) => `${chord} ist „${title}“, das dann keine Tasten mehr hätte.`,
    take: "Hier verwenden",
  },
};
