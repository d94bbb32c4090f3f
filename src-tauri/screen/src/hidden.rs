//! What `alacritty_terminal` knows but does not tell, noted down as the calls pass by. It never holds cells.

use std::mem;
use std::ops::Range;

use alacritty_terminal::vte::ansi::{CharsetIndex, KeyboardModes};

use crate::notice::Notices;
use crate::titles::Titles;

/// Deepest kitty keyboard stack; a deeper push forgets the oldest.
const DEEPEST: usize = 64;
const TAB_WIDTH: usize = 8;

/// The noted state. Region and tab stops are shared by both screens, as in the terminal that it mirrors.
pub struct Hidden {
    /// Rows that scroll, counted from 0.
    pub region: Range<usize>,
    /// One flag a column.
    pub tabs: Vec<bool>,
    /// Which of a cursor's character sets is in use.
    pub charset: CharsetIndex,
    /// Kitty keyboard modes of the screen that is shown, oldest first.
    pub keyboard: Vec<KeyboardModes>,
    /// The same of the other screen.
    pub other_keyboard: Vec<KeyboardModes>,
    /// Title and title stack.
    pub titles: Titles,
    /// The working directory that the program told, as it wrote it. Not reset by anything: it is no state of the terminal.
    pub cwd: Option<String>,
    /// Notifications that it has told a part of.
    pub notices: Notices,
    /// Whether the program chose a cursor style; if not, it is the client's to choose.
    pub cursor_styled: bool,
    /// The character that `CSI b` repeats, as it was written (before any character set). Not reset by anything.
    pub repeatable: Option<char>,
    /// The screens were swapped since the history was last taken, so the hidden one may have some.
    pub history_left: bool,
}

impl Hidden {
    /// As it is at the start, for a screen of that size.
    pub fn new(columns: usize, rows: usize) -> Self {
        Self {
            region: 0..rows,
            tabs: default_tabs(columns),
            charset: CharsetIndex::G0,
            keyboard: Vec::new(),
            other_keyboard: Vec::new(),
            titles: Titles::default(),
            cwd: None,
            notices: Notices::default(),
            cursor_styled: false,
            repeatable: None,
            history_left: false,
        }
    }

    /// What a full reset (`ESC c`) leaves.
    pub fn reset(&mut self, rows: usize) {
        let (repeatable, cwd) = (self.repeatable, self.cwd.take());
        *self = Self { repeatable, cwd, ..Self::new(self.tabs.len(), rows) };
    }

    /// A new size makes the region whole and keeps the tab stops of the columns that remain.
    pub fn resize(&mut self, columns: usize, rows: usize) {
        self.region = 0..rows;
        let kept = self.tabs.len().min(columns);
        let fresh = default_tabs(columns);
        self.tabs.truncate(columns);
        self.tabs.extend_from_slice(&fresh[kept..]);
    }

    /// Notes a push; true if the stack was full, so that the oldest entry is gone.
    pub fn push_keyboard(&mut self, modes: KeyboardModes) -> bool {
        let full = self.keyboard.len() == DEEPEST;
        if full {
            self.keyboard.remove(0);
        }
        self.keyboard.push(modes);
        full
    }

    /// The other screen is shown.
    pub fn swap_screens(&mut self) {
        self.history_left = true;
        mem::swap(&mut self.keyboard, &mut self.other_keyboard);
    }
}

fn default_tabs(columns: usize) -> Vec<bool> {
    (0..columns).map(|column| column % TAB_WIDTH == 0).collect()
}
