// The settings as the file has them now. The file is the only truth: a change is written there first and holds here once
// the app has told that the file changed.

import type { Backend } from "../backend/backend";
import { type Key, type Value, valueOf } from "./schema";

/** What stands in the settings file, as the app told it last. */
export interface SettingsFile {
  /** The file's tables; only what is set. */
  values: Record<string, unknown>;
  path: string;
  /** Why the file cannot be read. `values` are then those that were read last. */
  problem?: string;
}

export class Settings {
  file = $state.raw<SettingsFile>({ values: {}, path: "" });

  constructor(private readonly backend: Backend) {}

  /** What holds for `key`. */
  get<K extends Key>(key: K): Value<K> {
    return valueOf(key, this.raw(key));
  }

  /** What the file says for any key, `undefined` where it says nothing. */
  raw(key: string): unknown {
    let value: unknown = this.file.values;
    for (const part of key.split(".")) {
      if (typeof value !== "object" || value === null) return undefined;
      value = (value as Record<string, unknown>)[part];
    }
    return value;
  }

  /** Writes a single key. Rejects with a [`WireError`]. */
  set<K extends Key>(key: K, value: Value<K>): Promise<void> {
    return this.backend.setSetting(key, value);
  }

  /** Writes an action's chord: empty for none, `null` for what is usual. Rejects with a [`WireError`]. */
  setChord(action: string, chord: string | null): Promise<void> {
    return this.backend.setSetting(`keys.${action}`, chord);
  }

  /** Takes a key out of the file, so that what is usual holds again. Rejects with a [`WireError`]. */
  reset(key: string): Promise<void> {
    return this.backend.setSetting(key, null);
  }
}
