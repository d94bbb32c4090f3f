//! A screen that nobody needs for now: its snapshot, which takes a fraction of the memory of its cells, and what no snapshot
//! can say. It loses nothing: a screen that has rested goes on as if it had not.

use alacritty_terminal::grid::Cursor;
use alacritty_terminal::term::cell::Cell;

use crate::emulator::Emulator;
use crate::notice::Notices;
use crate::snapshot::{self, Above};
use crate::{Colors, Screen, Size, text};

/// What a screen comes back from.
pub struct Rest {
    size: Size,
    history_lines: usize,
    history_rows: usize,
    /// Without what is unfinished: the parser is put in order before that.
    snapshot: Box<[u8]>,
    unfinished: Box<[u8]>,
    colors: Colors,
    /// Written to bring the cursor back, it may be lost (see `snapshot::cursor`).
    saved_cursor: Cursor<Cell>,
    /// Not always written (see `snapshot::repeat`).
    repeatable: Option<char>,
    /// A snapshot tells of nothing.
    notices: Notices,
}

impl Rest {
    /// Puts a screen away.
    pub(crate) fn of(screen: &mut Emulator) -> Self {
        let recorder = &mut screen.recorder;
        let history_rows = text::history_rows(recorder);
        Self {
            history_rows,
            snapshot: snapshot::write(recorder, Above::History(&[]), &[]).into(),
            saved_cursor: recorder.term.grid().saved_cursor.clone(),
            repeatable: recorder.hidden.repeatable,
            notices: recorder.hidden.notices.clone(),
            colors: recorder.colors,
            history_lines: recorder.history_limit,
            unfinished: screen.unfinished.bytes().into(),
            size: screen.size(),
        }
    }

    /// The screen as it was. Nothing is told or answered anew.
    #[must_use]
    pub fn wake(&self) -> Box<dyn Screen> {
        Box::new(self.woken())
    }

    pub(crate) fn woken(&self) -> Emulator {
        let mut screen = Emulator::new(self.size, self.history_lines);
        screen.feed(&self.snapshot, &mut Vec::new());
        screen.repeat_from_now(self.repeatable);
        let recorder = &mut screen.recorder;
        recorder.term.grid_mut().saved_cursor = self.saved_cursor.clone();
        recorder.hidden.notices = self.notices.clone();
        recorder.colors = self.colors;
        screen.feed(&self.unfinished, &mut Vec::new());
        screen
    }

    /// What the screen would write as its snapshot, which need not be woken for that.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        [&*self.snapshot, &*self.unfinished].concat()
    }

    /// How many rows are above its primary screen.
    #[must_use]
    pub fn history_rows(&self) -> usize {
        self.history_rows
    }

    /// Its size.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }
}

impl std::fmt::Debug for Rest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rest").field("size", &self.size).finish_non_exhaustive()
    }
}
