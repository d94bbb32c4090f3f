//! Modes, tab stops, scroll region, keyboard, colours, titles, directory: everything of a terminal that is not cells or cursor.
//! Synchronized output is not among them: a client that began it by a snapshot might never end it.

use alacritty_terminal::grid::{Dimensions, Grid};
use alacritty_terminal::term::TermMode;
use alacritty_terminal::term::cell::Cell;
use alacritty_terminal::term::color::{COUNT, Colors};
use alacritty_terminal::vte::ansi::{CharsetIndex, CursorShape, CursorStyle, KeyboardModes, NamedColor, Rgb};

use super::Writer;
use crate::hidden::Hidden;
use crate::titles::Titles;

/// Modes in the order they are written, with what switches them away from a fresh terminal's state. Insert mode and
/// the like come after all text has been written.
const MODES: [(TermMode, bool, &[u8]); 15] = [
    (TermMode::APP_CURSOR, true, b"\x1b[?1h"),
    (TermMode::APP_KEYPAD, true, b"\x1b="),
    (TermMode::LINE_WRAP, false, b"\x1b[?7l"),
    (TermMode::INSERT, true, b"\x1b[4h"),
    (TermMode::LINE_FEED_NEW_LINE, true, b"\x1b[20h"),
    (TermMode::MOUSE_REPORT_CLICK, true, b"\x1b[?1000h"),
    (TermMode::MOUSE_DRAG, true, b"\x1b[?1002h"),
    (TermMode::MOUSE_MOTION, true, b"\x1b[?1003h"),
    (TermMode::UTF8_MOUSE, true, b"\x1b[?1005h"),
    (TermMode::SGR_MOUSE, true, b"\x1b[?1006h"),
    (TermMode::FOCUS_IN_OUT, true, b"\x1b[?1004h"),
    (TermMode::ALTERNATE_SCROLL, false, b"\x1b[?1007l"),
    (TermMode::URGENCY_HINTS, false, b"\x1b[?1042l"),
    (TermMode::BRACKETED_PASTE, true, b"\x1b[?2004h"),
    // Hidden last, so that what was drawn until now is drawn with what the user knows as a cursor.
    (TermMode::SHOW_CURSOR, false, b"\x1b[?25l"),
];

/// Switches modes; the terminal has them as after a reset.
pub fn private(w: &mut Writer, mode: TermMode) {
    for (flag, differs_if, sequence) in MODES {
        if mode.contains(flag) == differs_if {
            w.bytes(sequence);
        }
    }
}

/// Which character set is in use; the sets themselves belong to the cursor.
pub fn charset(w: &mut Writer, hidden: &Hidden) {
    if hidden.charset == CharsetIndex::G1 {
        w.bytes(b"\x0e");
    }
}

/// Tab stops: no sequence that every terminal knows brings the usual ones back. Moves the cursor; origin mode must be off.
pub fn tabs(w: &mut Writer, hidden: &Hidden) {
    w.bytes(b"\x1b[3g");
    for (column, _) in hidden.tabs.iter().enumerate().filter(|(_, stop)| **stop) {
        w.put(format_args!("\x1b[{}G\x1bH", column + 1));
    }
}

/// Scroll region and origin mode. Both move the cursor.
pub fn region(w: &mut Writer, grid: &Grid<Cell>, hidden: &Hidden, mode: TermMode) {
    if hidden.region != (0..grid.screen_lines()) {
        w.put(format_args!("\x1b[{};{}r", hidden.region.start + 1, hidden.region.end));
    }
    if mode.contains(TermMode::ORIGIN) {
        w.bytes(b"\x1b[?6h");
    }
}

/// Kitty keyboard modes of the screen that is shown.
pub fn keyboard_stack(w: &mut Writer, stack: &[KeyboardModes]) {
    for modes in stack {
        w.put(format_args!("\x1b[>{}u", modes.bits()));
    }
}

/// The modes in force, where they are not the top of the stack.
pub fn keyboard_bits(w: &mut Writer, stack: &[KeyboardModes], bits: KeyboardModes) {
    if stack.last().copied().unwrap_or(KeyboardModes::NO_MODE) != bits {
        w.put(format_args!("\x1b[={};1u", bits.bits()));
    }
}

/// The cursor's style, if the program chose one.
pub fn cursor_style(w: &mut Writer, hidden: &Hidden, style: CursorStyle) {
    let steady = match style.shape {
        _ if !hidden.cursor_styled => return,
        CursorShape::Underline => 4,
        CursorShape::Beam => 6,
        CursorShape::Block | CursorShape::HollowBlock | CursorShape::Hidden => 2,
    };
    w.put(format_args!("\x1b[{} q", steady - u8::from(style.blinking)));
}

/// Colours that the program changed.
pub fn colors(w: &mut Writer, colors: &Colors) {
    for index in 0..COUNT {
        let Some(Rgb { r, g, b }) = colors[index] else {
            continue;
        };
        match index.checked_sub(NamedColor::Foreground as usize) {
            None => w.put(format_args!("\x1b]4;{index};")),
            Some(n) => w.put(format_args!("\x1b]{};", 10 + n)),
        }
        w.put(format_args!("rgb:{r:02x}/{g:02x}/{b:02x}\x1b\\"));
    }
}

/// The titles put aside and the one that is shown.
pub fn titles(w: &mut Writer, titles: &Titles) {
    let set = |w: &mut Writer, title: Option<&str>| {
        if let Some(title) = title {
            w.put(format_args!("\x1b]2;{title}\x1b\\"));
        }
    };
    for title in titles.stack() {
        set(w, title.as_deref());
        w.bytes(b"\x1b[22;0t");
    }
    set(w, titles.current());
}

/// The working directory, if the program told it.
pub fn cwd(w: &mut Writer, hidden: &Hidden) {
    if let Some(cwd) = &hidden.cwd {
        w.put(format_args!("\x1b]7;{cwd}\x1b\\"));
    }
}
