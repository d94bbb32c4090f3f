//! Character sets as escape sequences. It never maps characters itself.

use alacritty_terminal::grid::Charsets;
use alacritty_terminal::vte::ansi::{CharsetIndex, StandardCharset};

/// The four slots with the byte that names each when a set is assigned to it.
const SLOTS: [(CharsetIndex, u8); 4] =
    [(CharsetIndex::G0, b'('), (CharsetIndex::G1, b')'), (CharsetIndex::G2, b'*'), (CharsetIndex::G3, b'+')];

/// Writes what turns the sets `from` into the sets `to`.
pub fn write_change(out: &mut Vec<u8>, from: &Charsets, to: &Charsets) {
    for (slot, name) in SLOTS {
        if from[slot] != to[slot] {
            let set = if to[slot] == StandardCharset::Ascii { b'B' } else { b'0' };
            out.extend_from_slice(&[0x1b, name, set]);
        }
    }
}
