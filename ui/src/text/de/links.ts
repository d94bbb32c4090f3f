// The words about links in terminals, and about files and images that are given to them, in German.

import type { Catalogue } from "../catalogue";
import { count } from "./count";

export const links: Catalogue["links"] = {
  click: (opensWith, mac) => (opensWith === "click" ? "Klick" : mac ? "⌘-Klick" : "Strg+Klick"),
  open: (click, host) => `${click} öffnet eine Seite von ${host}`,
  mail: (click) => `${click} schreibt eine Mail`,
  reveal: (click) => `${click} zeigt es in der Dateiverwaltung`,
  ask: (click, host) => `${click} fragt erst: Der Link führt zu ${host}`,
  refuse: (click) => `${click} zeigt ihn ganz; er wird nicht geöffnet`,

  title: { ask: "Diese Seite öffnen?", refuse: "Dieser Link wird nicht geöffnet" },
  belongs: (host) => `Er führt zu ${host}, was auch immer er sonst zu sagen scheint.`,
  refused: "Aus Terminals werden nur Webseiten, Mails und Dateien geöffnet. Du kannst das Ziel kopieren.",
  reads: (label) => `Im Terminal steht „${label}“.`,
  target: "Wohin er führt",
  more: (characters) => `${count(characters, "weiteres Zeichen", "weitere Zeichen")}.`,
  copy: "Link kopieren",
  openPage: "Seite öffnen",
};

export const images: Catalogue["images"] = {
  unknown: "Solche Bilder lesen Agenten nicht: PNG, JPEG, GIF und WebP lesen sie.",
  badName: (files) =>
    `${count(files, "Datei wurde", "Dateien wurden")} nicht eingefügt: Ein Name mit Steuerzeichen könnte für etwas anderes gehalten werden.`,
  list: (number) => count(number, "Bild", "Bilder"),
  remove: (name) => `${name} entfernen`,
  drop: "Loslassen fügt den Pfad ein",
};
