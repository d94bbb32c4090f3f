// The words about links in terminals, and about files and images that are given to them.

import { count } from "./count";

export const links = {
  /** What opens a link: a click with a key, or a click. */
  click: (opensWith: "modifier" | "click", mac: boolean) =>
    opensWith === "click" ? "Click" : mac ? "⌘-click" : "Ctrl+click",
  open: (click: string, host: string) => `${click} opens a page of ${host}`,
  mail: (click: string) => `${click} writes a mail`,
  reveal: (click: string) => `${click} shows it in the file manager`,
  ask: (click: string, host: string) => `${click} asks first: it leads to ${host}`,
  refuse: (click: string) => `${click} shows it whole; it is not opened`,

  title: { ask: "Open this page?", refuse: "This link is not opened" },
  belongs: (host: string) => `It leads to ${host}, whatever else it seems to say.`,
  refused: "Only web pages, mail and files are opened from terminals. You can copy where it leads.",
  reads: (label: string) => `In the terminal it reads “${label}”.`,
  target: "Where it leads",
  more: (characters: number) => `${count(characters, "more character")}.`,
  copy: "Copy link",
  openPage: "Open page",
} as const;

export const images = {
  unknown: "This image is of a kind that agents do not read: PNG, JPEG, GIF and WebP are.",
  badName: (files: number) =>
    `${count(files, "file")} not inserted: a name with control characters could be taken for something else.`,
  drop: "Drop to insert the path",
  list: (number: number) => count(number, "image"),
  remove: (name: string) => `Remove ${name}`,
} as const;
