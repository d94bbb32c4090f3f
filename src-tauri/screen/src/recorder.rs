//! Alacritty's terminal, with what it keeps private noted beside it, and the steps that keep its cells describable.
//! `handler` is the side that the parser calls. It never lets a program reach the clipboard.

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::Line;
use alacritty_terminal::term::{Config, Osc52, Term, TermMode};
use alacritty_terminal::vte::ansi::{CharsetIndex, Handler, Hyperlink, NamedMode, NamedPrivateMode, PrivateMode};
use unicode_width::UnicodeWidthChar;

use crate::hidden::Hidden;
use crate::listener::Listener;
use crate::tap::Tap;
use crate::{Colors, Effect, Size, mend, other};

/// Longest link target and link id kept, in bytes; longer ones are plain text.
const LONGEST_LINK: usize = 4096;
/// A cell's size in pixels for programs that ask: a nominal one, since clients differ.
const CELL_PIXELS: (usize, usize) = (8, 16);

/// The terminal, with what is to be known about it beside it.
pub struct Recorder {
    /// The terminal itself.
    pub term: Term<Listener>,
    /// What it does not tell.
    pub hidden: Hidden,
    /// What colour queries are answered with.
    pub colors: Colors,
    /// Where text goes that leaves the screen. Absent: nobody collects it.
    pub tap: Option<Tap>,
    /// How many rows above the screen the terminal keeps.
    pub history_limit: usize,
    effects: Listener,
}

/// `Size` in the terminal's terms.
struct Grid(Size);

impl Dimensions for Grid {
    fn total_lines(&self) -> usize {
        self.screen_lines()
    }
    fn screen_lines(&self) -> usize {
        self.0.rows.into()
    }
    fn columns(&self) -> usize {
        self.0.cols.into()
    }
}

impl Recorder {
    /// A fresh terminal whose effects go to `effects`.
    pub fn new(size: Size, history_lines: usize, effects: Listener) -> Self {
        let config = Config {
            scrolling_history: history_lines,
            kitty_keyboard: true,
            osc52: Osc52::Disabled,
            ..Config::default()
        };
        Self {
            term: Term::new(config, &Grid(size), effects.clone()),
            hidden: Hidden::new(size.cols.into(), size.rows.into()),
            colors: Colors::default(),
            tap: None,
            history_limit: history_lines,
            effects,
        }
    }

    /// Takes a new size and mends both screens.
    pub fn resize(&mut self, size: Size) {
        let columns = size.cols.into();
        if columns < self.term.columns() {
            mend::narrow(self.term.grid_mut(), columns);
            other::visit(&mut self.term, |grid| mend::narrow(grid, columns));
        }
        self.term.resize(Grid(size));
        self.hidden.resize(size.cols.into(), size.rows.into());
        mend::all(self.term.grid_mut());
        other::visit(&mut self.term, mend::all);
    }

    /// Soft reset (DECSTR), which the parser leaves out. Does what xterm.js does, so that both show the same.
    pub fn soft_reset(&mut self) {
        let point = self.term.grid().cursor.point;
        let pending = self.term.grid().cursor.input_needs_wrap;
        for mode in [NamedPrivateMode::ShowCursor, NamedPrivateMode::LineWrap] {
            self.set_private_mode(mode.into());
        }
        for mode in [
            NamedPrivateMode::CursorKeys,
            NamedPrivateMode::Origin,
            NamedPrivateMode::BracketedPaste,
            NamedPrivateMode::ReportFocusInOut,
        ] {
            self.unset_private_mode(mode.into());
        }
        self.unset_mode(NamedMode::Insert.into());
        self.unset_keypad_application_mode();
        self.set_cursor_style(None);
        self.set_active_charset(CharsetIndex::G0);
        self.set_scrolling_region(1, None); // Moves the cursor.
        let grid = self.term.grid_mut();
        grid.cursor = Default::default();
        grid.saved_cursor = Default::default();
        grid.cursor.point = point;
        grid.cursor.input_needs_wrap = pending;
    }

    /// Adds an answer to what the program is to be sent.
    pub fn reply(&self, bytes: Vec<u8>) {
        self.effects.push(Effect::Reply(bytes));
    }

    /// Passes on what the program tells of itself; a directory only if it is a new one.
    pub fn announce(&mut self, effect: Effect) {
        if let Effect::Cwd(cwd) = &effect {
            if self.hidden.cwd == *cwd {
                return;
            }
            self.hidden.cwd.clone_from(cwd);
        }
        self.effects.push(effect);
    }

    /// Answers how large the text area is, in pixels.
    pub fn reply_pixels(&self) {
        let (width, height) = CELL_PIXELS;
        let (width, height) = (self.term.columns() * width, self.term.screen_lines() * height);
        self.reply(format!("\x1b[4;{height};{width}t").into_bytes());
    }

    /// Tells of the new title, if it is one.
    pub fn title_changed(&self, changed: bool) {
        if changed {
            self.effects.push(Effect::Title(self.hidden.titles.current().map(str::to_owned)));
        }
    }

    /// Blanks wide characters that lie across these columns' left edges, in the cursor's row.
    pub fn split(&mut self, columns: [usize; 2]) {
        let line = self.term.grid().cursor.point.line;
        for column in columns {
            mend::split(self.term.grid_mut(), line, column);
        }
    }

    /// Shifts cells within the cursor's row; the row stays wrapped if it was.
    pub fn shift(&mut self, edges: [usize; 2], shift: impl FnOnce(&mut Term<Listener>)) {
        let line = self.term.grid().cursor.point.line;
        self.split(edges);
        let wrapped = mend::lift_end(self.term.grid_mut(), line);
        shift(&mut self.term);
        if wrapped {
            mend::wrap_end(self.term.grid_mut(), line);
        }
    }

    /// The cursor leaves the row that it was about to wrap, as in xterm.js; the terminal would take the wrap with it,
    /// to a row that may be marked as wrapped already.
    pub fn forget_wrap(&mut self) {
        self.term.grid_mut().cursor.input_needs_wrap = false;
    }

    /// Whether text goes to the bottom of the primary screen and from there into the history, as at the start.
    pub fn scrolls_plainly(&self) -> bool {
        let unusual = TermMode::INSERT | TermMode::ORIGIN | TermMode::ALT_SCREEN;
        let mode = self.term.mode();
        self.hidden.region == (0..self.term.screen_lines())
            && mode.contains(TermMode::LINE_WRAP)
            && !mode.intersects(unusual)
    }

    /// The cursor's column.
    pub fn column(&self) -> usize {
        self.term.grid().cursor.point.column.0
    }

    /// The cursor's row.
    pub fn line(&self) -> i32 {
        self.term.grid().cursor.point.line.0
    }

    /// Moves the cursor to a row of the screen, whatever the origin; the terminal mistakes it for one of the region.
    pub fn go(&mut self, line: i32, column: usize) {
        let origin = if self.term.mode().contains(TermMode::ORIGIN) { self.hidden.region.start as i32 } else { 0 };
        self.term.goto(line - origin, column);
    }

    /// Moves the cursor up (negative) or down, not out of the region if it is in it. The terminal does not mind the
    /// region; xterm.js does.
    pub fn move_rows(&mut self, rows: i32, column: usize) {
        let (line, region) = (self.line(), &self.hidden.region);
        let (start, end) = (region.start as i32, region.end as i32);
        let top = if line >= start { start } else { 0 };
        let bottom = if line < end { end - 1 } else { self.term.bottommost_line().0 };
        self.go((line + rows).clamp(top, bottom), column);
    }

    /// In origin mode the cursor stays in the region; the terminal lets it be restored to another place.
    pub fn hold_in_region(&mut self) {
        if self.term.mode().contains(TermMode::ORIGIN) {
            let region = &self.hidden.region;
            let line = self.line().clamp(region.start as i32, region.end as i32 - 1);
            if line != self.line() {
                self.forget_wrap();
                self.term.grid_mut().cursor.point.line = Line(line);
            }
        }
    }

    /// Writes a character in insert mode or without automatic wrapping.
    #[cold]
    pub fn input_unusually(&mut self, c: char) {
        let cursor = &self.term.grid().cursor;
        let (column, pending) = (cursor.point.column.0, cursor.input_needs_wrap);
        let (width, columns) = (c.width().unwrap_or(0), self.term.columns());
        let shifts = self.term.mode().contains(TermMode::INSERT) && column + width < columns;
        if shifts && width > 0 && !pending {
            return self.shift([column, columns - width], |term| term.input(c));
        }
        // It may wrap first and shift the next row, or be refused for want of room.
        self.term.input(c);
        let line = Line(self.line());
        mend::row(self.term.grid_mut(), line);
        mend::wrap_over_gap(self.term.grid_mut());
    }

    /// Takes note of a mode that is about to be set or unset; false if it is to be ignored.
    pub fn lets_pass(&mut self, mode: PrivateMode) -> bool {
        self.hidden.cursor_styled |= mode == NamedPrivateMode::BlinkingCursor.into();
        // 132 columns: the terminal would clear the screen, while xterm.js does nothing.
        mode != NamedPrivateMode::ColumnMode.into()
    }

    /// Runs a call that may swap the screens; true if it did.
    pub fn maybe_swap(&mut self, call: impl FnOnce(&mut Term<Listener>)) -> bool {
        let before = self.term.mode().contains(TermMode::ALT_SCREEN);
        call(&mut self.term);
        let swapped = self.term.mode().contains(TermMode::ALT_SCREEN) != before;
        if swapped {
            self.hidden.swap_screens();
            self.hold_in_region();
        }
        swapped
    }
}

/// Whether a link can be written again: a control character in it would end the sequence it is written in.
pub fn is_clean(link: &Hyperlink) -> bool {
    let clean = |text: &str| text.len() <= LONGEST_LINK && !text.contains(char::is_control);
    clean(&link.uri) && link.id.as_deref().is_none_or(clean)
}
