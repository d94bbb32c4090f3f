// Images that programs print (SIXEL, and iTerm's protocol), within limits. Hosts know nothing of them: their snapshots have
// none, so an image is gone once the terminal is painted anew, as after another session was looked at. Hosts do not tell
// programs that images are shown, so only what prints them unasked, or told to, does.

import { ImageAddon } from "@xterm/addon-image";

const MIB = 1024 * 1024;

/** An add-on for one terminal. */
export function images(): ImageAddon {
  return new ImageAddon({
    // The host alone answers queries.
    enableSizeReports: false,
    // 4096 × 2048 pixels an image; the oldest go when a terminal has so many MB of them, unpacked.
    pixelLimit: 8 * MIB,
    storageLimit: 32,
    sixelSizeLimit: 8 * MIB,
    iipSizeLimit: 8 * MIB,
  });
}
