//! The state of one terminal: parses the bytes a program writes, keeps the screen, answers queries and writes a
//! snapshot. It never does I/O, never blocks and knows nothing of sessions, sockets or clients.
//!
//! # What it is built on
//!
//! `alacritty_terminal` parses and keeps the cells. It has no serializer and keeps part of its state private, so
//! every call from the parser passes through a recorder that notes what cannot be read back. Where alacritty leaves
//! states behind that no byte sequence can describe (half a wide character, a wrap mark in the middle of a row), or
//! does something else than xterm.js, which is what people look at (moves in origin mode and at margins, line feeds
//! and tabs after the last column, what becomes of overwritten wide characters and of wrapped rows, where the cursor
//! goes when lines are inserted or modes change, one-row scroll regions, 132-column mode), the recorder mends it. So
//! a snapshot can be exact, and the same in both.
//!
//! # What a snapshot holds
//!
//! Both screens with their cursors and saved cursors, the history kept in memory with its soft wraps, hyperlinks,
//! modes, scroll region, tab stops, character sets, kitty keyboard stacks, changed colours, titles, the working directory,
//! the cursor's style and the bytes of a sequence that has begun but not ended. Never synchronized output (mode 2026),
//! clipboard writes, bells, notifications, progress, prompt marks (which belong to rows long gone) or queries: reading a
//! snapshot has no effect but the picture.
//!
//! # Known limits
//!
//! - Not modelled, because alacritty does not: blinking and overlined text, left and right margins, images (sixel,
//!   kitty, iTerm), double-size lines, shifted, inserted and deleted columns, modes 47, 1047, 1048, X10 (9) and pixel mouse (1016), character sets other
//!   than ASCII and line drawing. A client that attaches later does not see them.
//! - Widths are those of the `unicode-width` crate, one code point at a time: an emoji joined with ZWJ takes the sum of
//!   its parts, and VS16 does not widen what it follows. xterm.js with its Unicode 11 table agrees, save for code
//!   points that were added or widened by later versions of Unicode; with its default table (Unicode 6) emoji are
//!   narrower; with its grapheme add-on joined emoji are.
//! - Clearing the whole screen (`CSI 2 J`), and deleting lines (`CSI M`) or scrolling (`CSI S`) at its top, moves the
//!   text into the history here; xterm.js drops it. A client that was attached all along can therefore have less
//!   history than one that attaches later. (Its `scrollOnEraseInDisplay` is no remedy: with it, the cleared screen has
//!   the wrong background.)
//! - Character sets belong to each screen's cursor here, to the terminal in xterm.js; scroll region and tab stops the
//!   other way round.
//! - xterm.js moves a saved cursor up with the text that goes into its history, until that is full; here it stays.
//! - Whether a row continues the one above it may differ from xterm.js, never what is shown, after `ESC D` and `ESC E`,
//!   in insert mode and without automatic wrapping.
//! - xterm.js itself differs in these: a cursor that is restored, or comes back from the alternate screen, is no longer
//!   about to wrap and keeps the pen's link and underline colour; erasing from the beginning to a cursor in the last column
//!   (`CSI 1 J`) unwraps another row, or throws where there is none; OSC 8 with an id but no target does not end a link; the target of a
//!   link still being written is forgotten when no row shows it any more; `_` in line drawing is not a blank; a colour
//!   with colons but no colour space (`38:2:255:0:255`) is read as if it had one; C1 controls in UTF-8 are obeyed; SGR
//!   59 makes underlines white; a wide character that does not fit, without automatic wrapping, leaves the cursor and
//!   the last cell otherwise.
//! - A combining mark that is the first thing to come after a snapshot stands alone in xterm.js, which joins marks only to
//!   what was printed just before.
//! - The character that `CSI b` repeats is restored for this crate (not always, see `snapshot::repeat`), not for
//!   xterm.js, which forgets it at the next sequence.
//! - A string sequence (OSC, DCS, APC, PM, SOS) is kept up to [`UNFINISHED_LIMIT`] bytes. What follows up to its end is
//!   skipped, and a client that attaches in its middle sees it with that hole.

mod announce;
mod charsets;
mod colors;
mod emulator;
mod extras;
mod flood;
mod forward;
mod handler;
mod hidden;
mod listener;
mod mend;
mod notice;
mod other;
mod overwrite;
mod pen;
mod recorder;
mod rest;
mod rows;
mod skip;
mod snapshot;
mod tap;
mod text;
mod titles;
mod told;
mod transcript;
mod unfinished;

#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(any(test, fuzzing))]
mod state;
#[cfg(test)]
mod tests;

pub use colors::Colors;
pub use rest::Rest;
pub use transcript::{FinalText, Transcript};
pub use unfinished::LIMIT as UNFINISHED_LIMIT;

/// Size in cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub cols: u16,
    /// Rows of the visible screen.
    pub rows: u16,
}

/// What the screen wants written to the program, or told to others.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The answer to a query; belongs on the program's input, as soon as possible and in order.
    Reply(Vec<u8>),
    /// The title changed; `None` when the program took it back.
    Title(Option<String>),
    /// The bell rang; at most once in a row, however often it was rung.
    Bell,
    /// The program told another working directory, as it wrote it: a `file:` URL as a rule (OSC 7). `None`: it took it back.
    Cwd(Option<String>),
    /// The program wants a person to be told something (OSC 9, OSC 99, OSC 777). Control characters are gone; else this is what
    /// it wrote, up to 4 KiB.
    Notification {
        /// What it is about, if the program said so.
        title: Option<String>,
        /// What happened.
        body: String,
    },
    /// How far the program is with what it does (OSC 9;4).
    Progress(Progress),
    /// The shell marked a place in its output (OSC 133).
    Prompt(Prompt),
}

/// How far a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is nothing to show any more.
    None,
    /// So many percent, up to 100.
    Percent(u8),
    /// It failed, perhaps at so many percent.
    Failed(Option<u8>),
    /// It works and cannot say how long.
    Unknown,
    /// It waits, perhaps at so many percent.
    Paused(Option<u8>),
}

/// Where a shell is between two commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// The prompt begins here (A).
    Begins,
    /// The prompt ends here and a person may type (B).
    Input,
    /// The command was started; its output begins here (C).
    Output,
    /// The command has ended, with that exit code if the shell told it (D).
    Ended(Option<i32>),
}

/// How rows become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Characters only.
    Plain,
    /// With colours, attributes and links.
    Ansi,
}

/// One terminal's state.
pub trait Screen: Send {
    /// Parses output of the program. Queries in it are answered here, in order, and by nobody else.
    fn feed(&mut self, bytes: &[u8], effects: &mut Vec<Effect>);
    /// Takes a new size, held to 2 to 2000 columns and 1 to 2000 rows; [`Screen::size`] tells the outcome.
    fn resize(&mut self, size: Size);
    /// The size now.
    fn size(&self) -> Size;
    /// The colours that queries are answered with from now on.
    fn set_colors(&mut self, colors: Colors);
    /// Bytes that bring a terminal of the same size to exactly this state, whatever it showed before. They begin by
    /// resetting it, history included.
    fn snapshot(&mut self) -> Vec<u8>;
    /// As [`Screen::snapshot`], with older text above the history: whole lines with colours and links as
    /// [`Screen::take_oldest`] gives them, which the terminal wraps to its own width.
    fn snapshot_below(&mut self, older: &[u8]) -> Vec<u8>;
    /// As [`Screen::snapshot`], without the history but for the beginning of a line that goes on in the screen's first row:
    /// short, whatever was printed.
    fn snapshot_of_screen(&mut self) -> Vec<u8>;
    /// What this very screen can be brought back from, in a fraction of the memory, once it is needed again.
    fn rest(&mut self) -> Rest;
    /// The visible screen, or with `lines` the last that many rows, history included (the alternate screen has none).
    /// Trailing blanks and blank rows at the end are left out; rows end with `\n`. With `ansi`, colours are kept.
    fn text(&self, lines: Option<usize>, ansi: bool) -> String;
    /// History and primary screen, then the alternate screen if it is shown, as text with colours and links to be
    /// printed above whatever comes next. Rows end with CR LF, save those that were wrapped softly. No cursor movement.
    fn history_text(&mut self) -> Vec<u8>;
    /// Takes the oldest of the primary screen's history out of memory and appends it to `out`: whole lines, each ended by
    /// `\n`, as long as more than `keep` rows are above the screen. Rows that were wrapped softly are one line; blanks at its
    /// end are left out. Those that stay begin with a line's beginning; a line that would crowd out the others is cut. To
    /// be called while feeding small pieces, so that no row is lost to the limit of the history.
    fn take_oldest(&mut self, keep: usize, style: Style, out: &mut Vec<u8>);
    /// How many rows are above the primary screen.
    fn history_rows(&mut self) -> usize;
    /// The last visible row that is not blank, as plain text; empty if there is none.
    fn last_line(&self) -> String;
    /// The title the program set; `None` if it set none.
    fn title(&self) -> Option<&str>;
    /// Whether the program wants pastes marked as such (mode 2004).
    fn marks_pastes(&self) -> bool;
    /// The working directory the program told, as it wrote it: a `file:` URL as a rule. `None` if it told none.
    fn cwd(&self) -> Option<&str>;
}

/// A screen of that size (held to the limits of [`Screen::resize`]) that keeps up to `history_lines` rows above it.
pub fn new(size: Size, history_lines: usize) -> Box<dyn Screen> {
    Box::new(emulator::Emulator::new(size, history_lines))
}
