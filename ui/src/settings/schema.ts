// Every setting that the app knows: its key in settings.toml, what it may be, and what it is where the file says nothing.
// The page, the defaults and the checks are all made from this table. Pure.

import { paletteNames } from "../themes/palettes";

/** What a setting may be. */
export type Kind =
  | { type: "choice"; of: readonly string[] }
  | { type: "flag" }
  | { type: "number"; least: number; most: number; step: number }
  | { type: "text" }
  /** A time of day, "22:00", or empty. */
  | { type: "time" }
  | { type: "list" };

interface Setting {
  kind: Kind;
  /** What holds where the file says nothing. */
  usual: unknown;
}

const choice = <const C extends readonly string[]>(...of: C) => ({
  kind: { type: "choice", of } as Kind,
  usual: of[0] as C[number],
});
const flag = (usual: boolean) => ({ kind: { type: "flag" } as Kind, usual });
const number = (usual: number, least: number, most: number, step = 1) => ({
  kind: { type: "number", least, most, step } as Kind,
  usual,
});
const words = (usual: string) => ({ kind: { type: "text" } as Kind, usual });

/** In the order in which the page shows them. A key is its section and its name. Keys of actions (`keys.…`) are the
    business of the registry of actions. */
export const schema = {
  "appearance.theme": choice("system", "light", "dark"),
  "appearance.palette": choice(...paletteNames),
  "appearance.language": choice("system", "en", "de"),
  "appearance.motion": choice("system", "reduced"),

  "terminal.font_size": number(13, 8, 32),
  "terminal.font_family": words(""),
  "terminal.line_height": number(1.5, 1, 2, 0.05),
  "terminal.cursor_style": choice("block", "bar", "underline"),
  "terminal.cursor_blink": flag(false),
  "terminal.copy_on_select": flag(false),
  "terminal.open_links_with": choice("modifier", "click"),
  "terminal.screen_reader": flag(false),

  "notifications.needs_input": flag(true),
  "notifications.finished": flag(true),
  "notifications.failed": flag(true),
  "notifications.stuck": flag(true),
  "notifications.restored": flag(true),
  "notifications.sound": flag(false),
  "notifications.quiet_from": { kind: { type: "time" } as Kind, usual: "" },
  "notifications.quiet_until": { kind: { type: "time" } as Kind, usual: "" },
  "notifications.muted": { kind: { type: "list" } as Kind, usual: [] as readonly string[] },

  "app.closing": choice("tray", "quit"),
  "app.undo_seconds": number(30, 0, 300),

  "power.keep_awake": choice("off", "agents", "on"),
  "restore.policy": choice("ask", "orchestrators", "all"),
  "daemon.grace_seconds": number(5, 0, 3600),
  "agents.stuck_minutes": number(10, 1, 1440),
  "agents.most_workers": number(8, 1, 100),
  "log.session_mib": number(16, 4, 4096),
  "log.total_mib": number(2048, 16, 1048576),
} satisfies Record<string, Setting>;

export type Key = keyof typeof schema;
export type Value<K extends Key> = (typeof schema)[K]["usual"];

/** What `raw`, as the file has it, means for `key`: itself where it is allowed, else what is usual. */
export function valueOf<K extends Key>(key: K, raw: unknown): Value<K> {
  const { kind, usual } = schema[key] as Setting;
  return (isAllowed(kind, raw) ? raw : usual) as Value<K>;
}

/** Whether a setting may be `raw`. */
export function isAllowed(kind: Kind, raw: unknown): boolean {
  switch (kind.type) {
    case "choice":
      return typeof raw === "string" && kind.of.includes(raw);
    case "flag":
      return typeof raw === "boolean";
    case "number":
      return typeof raw === "number" && raw >= kind.least && raw <= kind.most;
    case "text":
      return typeof raw === "string";
    case "time":
      return typeof raw === "string" && /^(?:(?:[01]\d|2[0-3]):[0-5]\d)?$/u.test(raw);
    case "list":
      return Array.isArray(raw) && raw.every((item) => typeof item === "string");
  }
}
