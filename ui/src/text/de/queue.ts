// The words about prompts that wait for an agent, in German.

import type { Catalogue } from "../catalogue";
import { count } from "./count";

export const queue: Catalogue["queue"] = {
  label: (name) => `Prompt für ${name}`,
  files: "Dateien zum Erwähnen",
  list: (waiting) => count(waiting, "Prompt wartet", "Prompts warten"),
  placeholder: {
    at_once: (name) => `Nachricht an ${name}`,
    when_idle: (name) => `Nachricht an ${name}, wartet, bis der Agent bereit ist`,
    into_work: (name) => `Nachricht an ${name}, wird in die laufende Arbeit getippt`,
    after_answer: (name) => `Nachricht an ${name}, wartet, bis du geantwortet hast`,
    next_run: (name) => `Nachricht an ${name}, wartet auf den nächsten Lauf`,
    held: (name) => `Nachricht an ${name}, wartet hinter dem, was ungewiss ist`,
  },
  verb: {
    at_once: "Senden",
    when_idle: "Einreihen",
    into_work: "Jetzt senden",
    after_answer: "Einreihen",
    next_run: "Einreihen",
    held: "Einreihen",
  },
  whenIdle: "Sobald bereit",
  whenIdleHint: "Wartet, bis der Agent bereit ist. Ohne dies wird der Prompt getippt, während er arbeitet.",
  onlyWhenIdle: "Er arbeitet an nichts, in das ein Prompt getippt werden könnte.",
  queued: (waiting) => `${waiting} eingereiht`,
  someUncertain: (prompts) => `${prompts} ungewiss`,

  states: { sending: "wird gesendet", uncertain: "ungewiss", unknown: "dieser Version unbekannt" },
  uncertain: "Niemand kann sagen, ob der Agent ihn hat. Sieh ins Terminal und wähle dann. Was dahinter steht, wartet.",
  sendAgain: "Noch einmal senden",
  drop: "Verwerfen",
  edit: "Ändern",
  up: "Nach oben",
  down: "Nach unten",
  save: "Speichern",
  from: (who) => `Von ${who}`,

  takenUp: (time) => `Aufgenommen ${time}`,
  given: (time) => `Gegeben ${time}`,

  several: {
    title: "An mehrere Agenten senden",
    open: "An mehrere senden …",
    prompt: "Prompt",
    hint: "Jeder bekommt ihn, sobald er bereit ist.",
    none: "In keiner Sitzung läuft ein Agent.",
    select: (name) => `An ${name} senden`,
    all: "Alle",
    nextRun: "Wartet auf den nächsten Lauf",
    send: (agents) => (agents === 0 ? "Senden" : `An ${count(agents, "Agenten", "Agenten")} senden`),
    sending: "Wird gesendet …",
    fates: {
      waits: "Wartet, bis er bereit ist",
      sending: "Wird gesendet",
      uncertain: "Niemand kann sagen, ob er ihn hat",
      given: "Gegeben",
      taken_up: "Aufgenommen",
      dropped: "Wartet nicht mehr",
    },
  },
};
