//! What a snapshot begins with: brings any terminal, whatever was written to it before, into the state that the rest
//! expects. It is no full reset (`ESC c`), because that would take the history of a person's own terminal away.

/// Ends whatever the terminal was in the middle of, and leaves the alternate screen.
const LEAVE: &[u8] = b"\x18\x1b[?1049l";

/// The cursor's pen, link, character sets; the modes that cursor moves and text depend on; the scroll region.
const WRITING: &[u8] = b"\x1b[m\x1b]8;;\x1b\\\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[?6l\x1b[r\x1b[4l\x1b[20l\x1b[?7h";

/// The saved cursor at home and the keyboard stack empty, on the screen that is shown. Cleared rows keep no colour.
const SCREEN: &[u8] = b"\x1b[H\x1b[J\x1b7\x1b[<99u\x1b[=0;1u";

/// Modes of keys, mouse, focus and pasting; the cursor's style and sight; changed colours. Tab stops are always written by the snapshot itself.
const REST: &[u8] = b"\x1b[?1l\x1b>\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1004l\x1b[?1007h\
\x1b[?1042h\x1b[?2004l\x1b[0 q\x1b[?25h\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\";

/// The bytes.
pub fn bytes() -> Vec<u8> {
    // The alternate screen is entered once to clear what it remembers while it is not shown.
    [LEAVE, WRITING, super::ENTER_ALTERNATE, SCREEN, super::LEAVE_ALTERNATE, WRITING, SCREEN, REST].concat()
}
