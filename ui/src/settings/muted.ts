// The sessions of which nobody is notified, as a list of their ids in the settings file.

import type { Settings } from "./settings.svelte";

const KEY = "notifications.muted";

/** Whether nobody is notified of a session. */
export function isMuted(settings: Settings, id: string): boolean {
  return settings.get(KEY).includes(id);
}

export function mute(settings: Settings, id: string): Promise<void> {
  return settings.set(KEY, [...settings.get(KEY).filter((muted) => muted !== id), id]);
}

export function unmute(settings: Settings, id: string): Promise<void> {
  const left = settings.get(KEY).filter((muted) => muted !== id);
  return left.length > 0 ? settings.set(KEY, left) : settings.reset(KEY);
}
