// The words about how a run ended and who ended it, in German.

import type { Catalogue } from "../catalogue";

export const ends: Catalogue["ends"] = {
  plain: {
    completed: "Von selbst fertig geworden",
    out_of_memory: "Vom System beendet: Speicher voll",
    host_lost: "Verloren: Der Host ist weg",
    host_out_of_memory: "Verloren: Das System hat den Host beendet, Speicher voll",
    os_shutdown: "Mit dem Herunterfahren des Computers beendet",
    logout: "Mit deiner Abmeldung beendet",
    start_failed: "Konnte nicht gestartet werden",
    unknown: "Auf eine Art beendet, die diese Version nicht kennt",
  },
  failed: (code) => (code === undefined ? "Gescheitert" : `Gescheitert mit Status ${code}`),
  crashed: (signal) => (signal ? `Abgestürzt durch ${signal}` : "Abgestürzt"),
  outside: (signal) => (signal ? `Von außen beendet durch ${signal}` : "Von außen beendet"),
  unknownSender: (signal) => `Beendet durch ${signal || "ein Signal"}, Absender unbekannt`,
  restart: (time) => `Beendet beim Neustart von ${time} oder davor`,
  signal: (number) => `Signal ${number}`,

  stopped: {
    kill: (who) => `Gestoppt von ${who}`,
    full_stop: (who) => `Mit allem anderen gestoppt von ${who}`,
    archive: (who) => `Gestoppt und archiviert von ${who}`,
    restart: (who) => `Zum Neustart gestoppt von ${who}`,
    update: (who) => `Für ein Update gestoppt von ${who}`,
    start_timeout: (who) => `Gestoppt von ${who}: nicht rechtzeitig hochgekommen`,
    limit: (who) => `An einer von dir gesetzten Grenze gestoppt von ${who}`,
    unknown: (who) => `Gestoppt von ${who}`,
  },
  actors: {
    user: "dir",
    daemon: "Holdfast",
    agent: "ihrem eigenen Programm",
    kernel: "dem Kernel",
    system: "dem System",
    unknown: "jemand Unbekanntem",
  },
  session: (name) => `Sitzung ${name}`,

  at: (brief, time) => `${brief}, ${time}.`,
  lastSeen: (time) => `Zuletzt sicher am Laufen: ${time}.`,
};
