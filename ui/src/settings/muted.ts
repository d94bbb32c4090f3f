// The sessions of which nobody is notified, as a list of their ids in the settings file.

import type { Settings } from "./settings.svelte";

const KEY = "notifications.muted";

/** Mutes a session. */
export function mutedWith(settings: Settings, id: string): Promise<void> {
  return settings.set(KEY, [...settings.get(KEY).filter((muted) => muted !== id), id]);
}

/** Lets a session be heard again. */
export function mutedWithout(settings: Settings, id: string): Promise<void> {
  const left = settings.get(KEY).filter((muted) => muted !== id);
  return left.length > 0 ? settings.set(KEY, left) : settings.reset(KEY);
}
