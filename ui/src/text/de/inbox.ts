// The words about what happened while nobody looked, in German.

import type { Catalogue } from "../catalogue";
import { sessions } from "./count";

export const inbox: Catalogue["inbox"] = {
  bell: (number) => (number === 0 ? "Eingang, nichts Neues" : `Eingang, Neues von ${sessions(number)}`),
  title: "Während du weg warst",
  since: (time) => `Zuletzt hast du um ${time} hingesehen.`,
  none: "Es ist nichts geschehen, was du nicht gesehen hast.",
  seeAll: "Alles als gesehen markieren",
  over: "wartet nicht mehr",
  gone: "Diese Sitzung steht nicht mehr in der Liste.",
  failed: (why) => `Was inzwischen geschehen ist, ist nicht bekannt: ${why}`,
  kinds: {
    needs_permission: "Braucht eine Erlaubnis",
    asks: "Stellt eine Frage",
    finished: "Fertig",
    failed: "Gescheitert",
    restored: "Wiederhergestellt",
    stuck: "Sagt nichts",
    unknown: "Etwas, das diese Version nicht kennt",
  },
};
