// The words of the settings: each with a title, a sentence on what it does, and its values.

import type { Key } from "../../settings/schema";
import type { Section } from "../../settings/sections";

interface Words {
  title: string;
  body: string;
  /** What a number counts. */
  unit?: string;
  /** What the values of a choice are called. */
  choices?: Record<string, string>;
}

const rows = {
  "appearance.theme": {
    title: "Theme",
    body: "Dark or light, for the whole window.",
    choices: { system: "As the system", light: "Light", dark: "Dark" },
  },
  "appearance.palette": {
    title: "Terminal colours",
    body: "The colours of terminals. Programs that ask for them are told when their session is opened next.",
  },
  "appearance.language": {
    title: "Language",
    body: "Holds for windows that are opened from now on, for the tray and for notifications.",
    choices: { system: "As the system", en: "English", de: "Deutsch" },
  },
  "appearance.motion": {
    title: "Motion",
    body: "Whether anything may turn or pulse.",
    choices: { system: "As the system", reduced: "Reduced" },
  },

  "terminal.font_size": { title: "Font size", body: "The size of letters in terminals.", unit: "px" },
  "terminal.font_family": {
    title: "Font",
    body: "The name of a font that is installed here. Empty uses JetBrains Mono, which comes with Holdfast.",
  },
  "terminal.line_height": { title: "Line height", body: "How tall a line is, as a multiple of the font size." },
  "terminal.cursor_style": {
    title: "Cursor",
    body: "Its shape, until a program asks for another one.",
    choices: { block: "Block", bar: "Bar", underline: "Underline" },
  },
  "terminal.cursor_blink": { title: "Blinking cursor", body: "Lets the cursor of the focused terminal blink." },
  "terminal.copy_on_select": {
    title: "Copy on select",
    body: "Puts what you select in a terminal on the clipboard at once.",
  },
  "terminal.open_links_with": {
    title: "Open links",
    body: "What opens a link in a terminal. Its target is shown before.",
    choices: { modifier: "With Ctrl or ⌘ and a click", click: "With a click" },
  },
  "terminal.screen_reader": {
    title: "Screen reader support",
    body: "Lets screen readers read terminals. Makes large output slower.",
  },

  "notifications.needs_input": {
    title: "Needs you",
    body: "Notifies you when an agent asks for permission or has a question.",
  },
  "notifications.finished": { title: "Finished", body: "Notifies you when an agent finishes its turn." },
  "notifications.failed": { title: "Failed", body: "Notifies you when a session fails, crashes or is lost." },
  "notifications.stuck": { title: "Stuck", body: "Notifies you when an agent at work says nothing for long." },
  "notifications.restored": { title: "Restored", body: "Notifies you when sessions were restored." },
  "notifications.sound": { title: "Sound", body: "Lets the system play its sound with a notification." },
  "notifications.quiet_from": {
    title: "Quiet from",
    body: "From this time of day nothing is notified, such as 22:00. Holds once both times are set.",
  },
  "notifications.quiet_until": {
    title: "Quiet until",
    body: "Until this time of day, which may be on the next morning. The inbox keeps what happened.",
  },
  "notifications.muted": {
    title: "Muted sessions",
    body: "Nobody is notified of these. Mute a session from the palette or its menu.",
  },

  "app.closing": {
    title: "Closing the last window",
    body: "Sessions keep running in both cases.",
    choices: { tray: "Keeps Holdfast in the tray", quit: "Quits Holdfast" },
  },
  "app.undo_seconds": {
    title: "Time to undo",
    body: "A session that you close is ended only after this time. 0 ends it at once.",
    unit: "s",
  },
  "power.keep_awake": {
    title: "Keep the computer awake",
    body: "Holds off the system's sleep. The screen may still go dark.",
    choices: { off: "Never", agents: "While agents work", on: "While Holdfast runs" },
  },

  "restore.policy": {
    title: "After a restart",
    body: "What is started again without asking after the computer restarted or everything was stopped.",
    choices: { ask: "Nothing", orchestrators: "Orchestrators", all: "Everything that was ticked" },
  },
  "agents.stuck_minutes": {
    title: "Stuck after",
    body: "An agent at work that says nothing for so long is shown as stuck.",
    unit: "min",
  },
  "agents.most_workers": {
    title: "Workers at a time",
    body: "So many agents that other agents start may run at once. Further ones wait.",
  },
  "log.session_mib": {
    title: "Output kept of each session",
    body: "The oldest output goes first.",
    unit: "MiB",
  },
  "log.total_mib": {
    title: "Output kept of all sessions",
    body: "Output of sessions that ended longest ago goes first.",
    unit: "MiB",
  },
  "daemon.grace_seconds": {
    title: "Daemon's grace",
    body: "So long the daemon waits for Holdfast to come back before it leaves. Sessions keep running without it.",
    unit: "s",
  },
} satisfies Record<Key, Words>;

export const settings = {
  title: "Settings",
  search: "Search settings",
  none: "No setting matches.",
  sections: {
    appearance: "Appearance",
    terminal: "Terminal",
    keys: "Keyboard",
    notifications: "Notifications",
    app: "App",
    sessions: "Sessions",
  } satisfies Record<Section, string>,
  rows: rows as Record<Key, Words>,

  login: { title: "Start at login", body: "Starts Holdfast in the tray when you log in." },
  reset: "Reset",
  resetTo: (title: string) => `Reset “${title}”`,
  file: (path: string) => `These settings are kept in ${path}.`,
  showFile: "Show file",
  problem:
    "The settings file cannot be read. What was read last holds, and nothing can be changed here until it is mended.",
  notAllowed: (raw: string, usual: string) => `The file says “${raw}”, which cannot be. “${usual}” holds.`,
  from: (least: number, most: number) => `A number from ${least} to ${most}.`,
  timeOfDay: "A time of day, such as 22:00, or nothing.",
  nobodyMuted: "No session is muted.",
  unmute: "Unmute",
  unmuteOf: (name: string) => `Unmute “${name}”`,
  gone: (id: string) => `A session that is gone (${id})`,

  keys: {
    body: "Ctrl with a letter belongs to the terminal. Everything else that programs use stays with them, too.",
    none: "None",
    change: "Change",
    changeOf: (title: string) => `Change the keys of “${title}”`,
    remove: "Remove",
    removeOf: (title: string) => `Remove the keys of “${title}”`,
    press: "Press the keys…",
    pressing: (title: string) => `Press the new keys of “${title}”. Escape leaves them as they are.`,
    fixed: "Cannot be changed",
    refused: {
      terminal: (chord: string) => `${chord} belongs to the terminal. Use Ctrl+Shift with a key.`,
      terminalOnMac: (chord: string) => `${chord} belongs to the terminal. Use ⌘ with a key.`,
      system: (chord: string) => `${chord} belongs to the system.`,
    },
    unreadable: (written: string) => `The file says “${written}”, which are no keys.`,
    taken: (chord: string, title: string) => `${chord} is “${title}”.`,
    takenFrom: (chord: string, title: string) => `${chord} is “${title}”, which would then be without keys.`,
    take: "Use it here",
  },
};
