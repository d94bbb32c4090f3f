//! Alacritty's terminal, with what it keeps private noted beside it, and the steps that keep its cells describable.
//! `handler` is the side that the parser calls. It never lets a program reach the clipboard.

use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::Line;
use alacritty_terminal::term::{Config, Osc52, Term, TermMode};
use alacritty_terminal::vte::ansi::{CharsetIndex, Handler, NamedMode, NamedPrivateMode};
use unicode_width::UnicodeWidthChar;

use crate::hidden::Hidden;
use crate::listener::Listener;
use crate::{Colors, Effect, Size, mend, other};

/// The terminal, with what is to be known about it beside it.
pub struct Recorder {
    /// The terminal itself.
    pub term: Term<Listener>,
    /// What it does not tell.
    pub hidden: Hidden,
    /// What colour queries are answered with.
    pub colors: Colors,
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
            effects,
        }
    }

    /// Takes a new size and mends both screens.
    pub fn resize(&mut self, size: Size) {
        self.term.resize(Grid(size));
        self.hidden.resize(size.cols.into(), size.rows.into());
        mend::all(self.term.grid_mut());
        other::visit(&mut self.term, mend::all);
    }

    /// Soft reset (DECSTR), which the parser leaves out. Does what xterm.js does, so that both show the same.
    pub fn soft_reset(&mut self) {
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
        let point = self.term.grid().cursor.point;
        let pending = self.term.grid().cursor.input_needs_wrap;
        self.set_scrolling_region(1, None); // moves the cursor
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

    /// The region's last row came from above, away from the row it continued on.
    pub fn unwrap_region_end(&mut self) {
        let last = self.hidden.region.end as i32 - 1;
        mend::unwrap_end(self.term.grid_mut(), Line(last));
    }

    /// The cursor's column.
    pub fn column(&self) -> usize {
        self.term.grid().cursor.point.column.0
    }

    /// Inserts a character by shifting the row's rest.
    #[cold]
    pub fn input_shifting(&mut self, c: char) {
        let cursor = &self.term.grid().cursor;
        let (column, pending) = (cursor.point.column.0, cursor.input_needs_wrap);
        let width = c.width().unwrap_or(0);
        let columns = self.term.columns();
        if width == 0 || pending || column + width >= columns {
            return self.term.input(c);
        }
        self.shift([column, columns - width], |term| term.input(c));
    }

    /// Runs a call that may swap the screens and notes whether it did.
    pub fn maybe_swap(&mut self, call: impl FnOnce(&mut Term<Listener>)) {
        let before = self.term.mode().contains(TermMode::ALT_SCREEN);
        call(&mut self.term);
        if self.term.mode().contains(TermMode::ALT_SCREEN) != before {
            self.hidden.swap_screens();
        }
    }
}
