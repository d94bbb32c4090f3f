// The words for what a session does now, in German.

import type { Catalogue } from "../catalogue";

export const statuses: Catalogue["statuses"] = {
  needs: { permission: "Braucht eine Erlaubnis", question: "Stellt eine Frage", other: "Wartet auf dich" },
  working: "Arbeitet",
  stuck: "Hängt",
  starting: "Startet",
  unreachable: "Antwortet nicht",
  orphaned: "Läuft ohne Host",
  damaged: "Aufzeichnung beschädigt",
  unknown: "Dieser Version unbekannt",
  idle: "Bereit",
  queued: "Wartet, bis sie dran ist",
  running: "Läuft",
  finished: "Fertig",
  archived: "Archiviert",
  stopped: "Gestoppt",
  ended: "Beendet",
  faults: {
    failed: "Gescheitert",
    crashed: "Abgestürzt",
    outOfMemory: "Speicher voll",
    startFailed: "Nicht gestartet",
    outside: "Von außen beendet",
    lost: "Verloren",
  },
  toBeArchived: (word) => `${word}, wird archiviert`,
};
