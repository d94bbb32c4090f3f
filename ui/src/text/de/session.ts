// The words about one session: its details, its restart, and how it comes back, in German.

import type { Catalogue } from "../catalogue";
import { count } from "./count";

export const details: Catalogue["details"] = {
  says: "Sie sagt",
  why: "Status",
  agent: "Agent",
  conversation: "Gespräch",
  noConversation: "Noch nicht bekannt.",
  running: "Lauf",
  run: (run) => `Lauf ${run}`,
  since: (time) => `seit ${time}`,
  copy: "Kopieren",
  copied: "Die Kennung des Gesprächs ist in der Zwischenablage.",
  sources: {
    hook: "bekannt durch Hooks",
    terminal: "bekannt durch Mitteilungen des Terminals",
    input: "bekannt durch das Getippte",
    unknown: "",
  },
  environment: "Umgebung",
  compare: "Mit der Login-Shell vergleichen",
  comparing: "Die Login-Shell wird gefragt …",
  same: "Wie in der Login-Shell.",
  added: "Nur hier",
  missing: "Nur in der Login-Shell",
  changed: "Mit anderem Wert",
  pathAdded: "Im PATH nur hier",
  pathMissing: "Im PATH nur in der Login-Shell",
};

export const restart: Catalogue["restart"] = {
  restart: "Neu starten",
  hint: "Gleiches Gespräch, frische Umgebung und Programmversion",
  whenIdle: "Sobald bereit",
  now: "Jetzt",
  waits: "Startet neu, sobald bereit",
  restarts: "startet neu",
  waitsHint: "Es wartet, solange dieses Fenster offen ist.",
  callOff: "Absagen",
  restarting: "Startet neu …",
  all: (agents) => `${count(agents, "Agenten", "Agenten")} neu starten, sobald bereit`,
  title: (name) => `„${name}“ jetzt neu starten?`,
  body: "Sie ist nicht bereit: Was sie gerade tut, wird unterbrochen. Das Gespräch geht weiter.",
  failed: (name, why) => `„${name}“ wurde nicht neu gestartet. ${why}`,
};

export const back: Catalogue["back"] = {
  resume: "Gespräch fortsetzen",
  again: "Neu beginnen",
  againHint: "Beginnt ein neues Gespräch",
  rerun: "Fortsetzen",
  notResumable: (agent) => `${agent} kann kein Gespräch fortsetzen.`,
  notFound: "Das Gespräch wurde nicht gefunden",
};
