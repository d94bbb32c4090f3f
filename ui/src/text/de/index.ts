// The words of the window in German.

import type { Catalogue } from "../catalogue";
import { actions, keys, palette, quick } from "./actions";
import { agents } from "./agents";
import { closing } from "./closing";
import { count, sessions } from "./count";
import { ends } from "./ends";
import { inbox } from "./inbox";
import { changes, inspector, moments, processes, survival } from "./inspector";
import { layout } from "./layout";
import { images, links } from "./links";
import { queue } from "./queue";
import { back, details, restart } from "./session";
import { settings } from "./settings";
import { daemon, sidebar, verbs } from "./sidebar";
import { statuses } from "./status";
import { times } from "./time";
import { welcome } from "./welcome";

const were = (number: number) => count(number, "Sitzung lief", "Sitzungen liefen");

export const de: Catalogue = {
  app: "Holdfast",
  close: "Schließen",
  cancel: "Abbrechen",
  dismiss: "Ausblenden",
  tryAgain: "Noch einmal versuchen",

  groups: {
    needs: "Wartet auf dich",
    working: "Arbeitet",
    finished: "Fertig, nicht gesehen",
    running: "Läuft",
    idle: "Bereit",
    ended: "Beendet",
    archived: "Archiviert",
  },

  sidebar,
  verbs,
  daemon,
  inbox,
  inspector,
  survival,
  moments,
  processes,
  changes,

  session: {
    new: "Neue Sitzung",
    label: (name) => `Sitzung ${name}`,
    rename: "Umbenennen",
    end: "Beenden",
    why: "Warum",
    wants: { permission: "Erlaubnis", question: "Frage", stuck: "Sagt nichts" },
    orphaned: "Ihr Programm läuft noch.",
    asOf: (time) => `Stand ${time}.`,
    neverAsked: "Seit dem Start des Daemons konnte niemand sie fragen.",
  },

  terminal: {
    label: (name) => `Terminal von ${name}`,
    input: (name, leave) => (leave === "" ? `In ${name} tippen` : `In ${name} tippen. ${leave} führt hinaus.`),
    separator: (run) => `── fortgesetzt, Lauf ${run} ──`,
    newOutput: "Neue Ausgabe",
    older: "Ältere Ausgabe wird geladen …",
    waiting: "Die Verbindung zu diesem Terminal ging verloren. Neuer Versuch …",
    lost: "Keine Verbindung zu diesem Terminal. Sein Programm läuft vielleicht noch.",
    size: (cols, rows) => `${cols} × ${rows}, Größe von anderswo`,
    copied: (characters) =>
      `Das Programm hat ${count(characters, "Zeichen", "Zeichen")} in die Zwischenablage kopiert.`,
    notCopied: "Das Programm wollte Text kopieren, aber die Zwischenablage nahm ihn nicht.",
  },

  find: {
    label: "In dieser Sitzung suchen",
    next: "Nächster Treffer",
    previous: "Voriger Treffer",
    close: "Schließen",
    count: (at, all) => (all === 0 ? "Kein Treffer" : at > 0 ? `${at} von ${all}` : `${all}`),
    everywhere: "Überall suchen",
    placeholder: "Text in jeder Sitzung, laufend oder beendet",
    regex: "Regulärer Ausdruck",
    capitals: "Groß und klein unterscheiden",
    busy: "Wird gesucht …",
    none: "Nichts gefunden.",
    found: (hits, limited) => `${limited ? "Die neuesten " : ""}${count(hits, "Zeile", "Zeilen")}.`,
    problems: (number) =>
      `${count(number, "Stück des Protokolls", "Stücke der Protokolle")} ließ sich nicht durchsuchen.`,
    open: "Öffnen",
    run: (run) => `Lauf ${run}`,
  },

  newSession: {
    title: "Neue Sitzung",
    command: "Befehl",
    commandHint: "Leer startet deine Shell.",
    shellHint: "Läuft durch sh, weil er die Sprache der Shell benutzt.",
    quote: "Ein Anführungszeichen ist nicht geschlossen.",
    directory: "Verzeichnis",
    directoryHint: "Ein vollständiger Pfad. Leer startet in deinem Home-Verzeichnis.",
    fullPath: "Schreib den ganzen Pfad: „~“ bedeutet hier nichts.",
    name: "Name",
    nameHint: "Leer benennt sie nach Befehl und Verzeichnis.",
    agentNameHint: "Leer benennt sie nach Agent und Verzeichnis.",
    start: "Sitzung starten",
    starting: "Startet …",
  },

  end: {
    title: (name) => `„${name}“ beenden?`,
    body: (seconds) =>
      seconds === 0
        ? "Ihr Programm wird gestoppt. Du kannst sie wieder starten."
        : `Sie verschwindet jetzt, und ihr Programm wird in ${count(seconds, "Sekunde", "Sekunden")} gestoppt. Bis dahin kannst du es rückgängig machen.`,
    end: "Sitzung beenden",
    ending: "Wird beendet …",
    alive: "Sie lebt noch.",
    now: "Sofort beenden",
  },

  rename: { title: (name) => `„${name}“ umbenennen`, name: "Name", rename: "Umbenennen" },

  restore: {
    were: (number) => `${were(number)}.`,
    restarted: (time) => `Dein Computer wurde um ${time} neu gestartet.`,
    shutDown: (time) => `Dein Computer wurde um ${time} heruntergefahren.`,
    loggedOut: (time) => `Du hast dich um ${time} abgemeldet.`,
    stoppedAll: (time) => `Um ${time} wurde alles gestoppt.`,
    lost: (number) => `${count(number, "Sitzung ging", "Sitzungen gingen")} verloren.`,
    offered: (number) => `${count(number, "Sitzung lässt", "Sitzungen lassen")} sich wiederherstellen.`,
    earlier: (number) => `${number} weitere endeten früher.`,
    kept: (number) => `Was ${number === 1 ? "sie ausgab" : "sie ausgaben"}, ist aufbewahrt.`,
    starts: (programs) =>
      programs === 0
        ? "Nichts ist angehakt, also startet nichts."
        : `Das Wiederherstellen startet ${count(programs, "Programm", "Programme")}${programs > 2 ? ", je 2 zugleich" : ""}.`,
    can: {
      resume: "Gespräch fortsetzen",
      replay: "Mit ihrem Prompt neu beginnen",
      rerun: "Befehl noch einmal ausführen",
      nothing: "Nicht wiederherstellbar",
      unknown: "Von dieser Version nicht wiederherstellbar",
    },
    found: "Gespräch gefunden",
    notFound: "Gespräch nicht gefunden",
    noDirectory: "ihr Verzeichnis ist weg",
    noProgram: "ihr Programm ist weg",
    restored: (run) => `Gestartet, Lauf ${run}`,
    select: (name) => `${name} wiederherstellen`,
    restore: (number) => `${sessions(number)} wiederherstellen`,
    restoring: "Wird wiederhergestellt …",
    notNow: "Nicht jetzt",
    decline: "Nicht wiederherstellen",
    declineHint: "Bietet diese nicht wieder an",
  },

  quit: {
    title: "Holdfast beenden?",
    body: (live, queued, closedNow = 0) => {
      const closed = closedNow === 1 ? "die Sitzung" : `die ${closedNow} Sitzungen`;
      const stopped =
        closedNow === 0
          ? "Nichts wird gestoppt."
          : `Nichts wird gestoppt, auch nicht ${closed}, die du eben schlossest.`;
      const running = count(live, "Sitzung läuft weiter", "Sitzungen laufen weiter");
      const all = live === 0 ? "Keine Sitzung läuft." : `${running}. ${stopped}`;
      const prompts = count(queued, "eingereihter Prompt wartet", "eingereihte Prompts warten");
      return queued === 0 ? all : `${all} ${prompts}, bis Holdfast wieder läuft.`;
    },
    quit: "Beenden",
  },

  stop: {
    title: "Alles stoppen?",
    body: (live, working) => {
      if (live === 0) return "Keine Sitzung läuft. Der Daemon wird gestoppt.";
      const atWork = working === 0 ? "" : ` ${count(working, "Agent arbeitet", "Agenten arbeiten")}.`;
      return `Das beendet ${sessions(live)}.${atWork} Sie lassen sich wiederherstellen.`;
    },
    alive: (names) => `Nicht zu stoppen: ${names}. Der Rest ist gestoppt.`,
    stop: "Alles stoppen",
    stopping: "Wird gestoppt …",
  },

  statuses,
  ends,
  times,
  actions,
  palette,
  quick,
  keys,
  settings,
  agents,
  closing,
  layout,
  links,
  images,
  queue,
  details,
  restart,
  back,

  paste: {
    title: (lines) => `${lines} Zeilen einfügen?`,
    body: "Das Programm nimmt sie, als hättest du sie getippt: Jede Zeile kann sofort laufen.",
    paste: "Einfügen",
  },

  welcome,
};
