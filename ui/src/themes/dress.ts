// Gives the page what the user has chosen: dark or light, motion, and the ground of terminals. What it wore last is put on
// before the settings are heard of, so that no window flashes in another theme.

import type { Value } from "../settings/schema";

export interface Dress {
  theme: Value<"appearance.theme">;
  motion: Value<"appearance.motion">;
  /** The colour behind terminals. */
  ground: string;
}

const KEY = "dress";

/** Puts it on, and remembers it for windows to come. */
export function dress(wanted: Dress): void {
  wear(wanted);
  localStorage.setItem(KEY, JSON.stringify(wanted));
}

/** Puts on what was worn last, if anything. */
export function dressAsBefore(): void {
  const kept = localStorage.getItem(KEY);
  if (kept === null) return;
  try {
    wear(JSON.parse(kept) as Dress);
  } catch {
    // Nothing is lost but a flash.
    localStorage.removeItem(KEY);
  }
}

function wear({ theme, motion, ground }: Dress): void {
  const root = document.documentElement;
  // Where the system decides, style sheets follow it by themselves.
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  if (motion === "reduced") root.dataset.motion = motion;
  else delete root.dataset.motion;
  root.style.setProperty("--term", ground);
}
