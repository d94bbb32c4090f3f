//! The screen and its place in the stream. Whoever holds the lock may read on, so that whatever is asked of the screen is
//! true at one offset. A panic of the parser costs at most the bytes it failed on. A screen that nobody has needed for a
//! while rests, which takes a fraction of the memory, and is set up again from that.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use protocol::host::Colors;
use protocol::session::Size;
use screen::{Effect, Screen};

use crate::rebuild;
use crate::session::Session;
use crate::stream::{Batch, Step};
use crate::threads::lock;

/// How much is parsed as one, in bytes.
const GULP: usize = 1024 * 1024;
/// From so many bytes on output counts as a flood.
pub const FLOOD: usize = 64 * 1024;

/// The screen.
pub struct Terminal {
    screen: Held,
    /// What queries are answered with.
    colors: screen::Colors,
    /// The offset that the screen is true at.
    offset: u64,
    /// The log that a failed screen is rebuilt from. Absent: there is none.
    log: Option<PathBuf>,
}

/// How the screen is kept.
enum Held {
    Awake(Box<dyn Screen>),
    Resting(Rest),
}

/// What a screen at rest comes back from, and what it is asked for most often.
struct Rest {
    screen: screen::Rest,
    labels: (String, Option<String>),
}

/// What a snapshot holds.
#[derive(Debug)]
pub struct Snapshot {
    /// Bytes for a fresh terminal.
    pub bytes: Vec<u8>,
    /// The offset that they are true at.
    pub offset: u64,
    /// The size they are for.
    pub size: Size,
}

impl Terminal {
    /// A terminal that shows what `screen` does, at `offset`.
    pub fn new(screen: Box<dyn Screen>, offset: u64, log: Option<PathBuf>) -> Self {
        Self { screen: Held::Awake(screen), colors: screen::Colors::default(), offset, log }
    }

    /// The offset that the screen is true at.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Its size.
    pub fn size(&self) -> Size {
        let size = match &self.screen {
            Held::Awake(screen) => screen.size(),
            Held::Resting(rest) => rest.screen.size(),
        };
        Size { cols: size.cols, rows: size.rows }
    }

    /// Whether the screen takes the memory of all its cells.
    pub fn is_awake(&self) -> bool {
        matches!(self.screen, Held::Awake(_))
    }

    /// Lets the screen rest until it is needed again.
    pub fn rest(&mut self) {
        let labels = self.labels();
        if let Some(screen) = self.guarded(|screen| screen.rest()) {
            self.screen = Held::Resting(Rest { screen, labels });
        }
    }

    /// The screen, awake.
    fn screen(&mut self) -> &mut dyn Screen {
        if let Held::Resting(rest) = &self.screen {
            let mut screen = rest.screen.wake();
            screen.set_colors(self.colors);
            self.screen = Held::Awake(screen);
        }
        match &mut self.screen {
            Held::Awake(screen) => &mut **screen,
            Held::Resting(_) => unreachable!("it was woken above"),
        }
    }

    /// Everything as it is now. A screen at rest goes on resting.
    pub fn snapshot(&mut self) -> Snapshot {
        if let Held::Resting(rest) = &self.screen {
            return Snapshot { bytes: rest.screen.snapshot(), offset: self.offset, size: self.size() };
        }
        let bytes = self.guarded(|screen| screen.snapshot()).or_else(|| self.guarded(|screen| screen.snapshot()));
        Snapshot { bytes: bytes.unwrap_or_default(), offset: self.offset, size: self.size() }
    }

    /// How many rows are above the screen, and where older ones are to be had. Absent: nowhere.
    pub fn above(&mut self) -> (usize, Option<PathBuf>) {
        let rows = match &self.screen {
            Held::Resting(rest) => rest.screen.history_rows(),
            Held::Awake(_) => self.guarded(|screen| screen.history_rows()).unwrap_or_default(),
        };
        (rows, self.log.clone())
    }

    /// The text, or of its last `lines`.
    pub fn text(&mut self, lines: Option<usize>, ansi: bool) -> String {
        self.guarded(|screen| screen.text(lines, ansi)).unwrap_or_default()
    }

    /// The last line and the title, as the program wrote them.
    pub fn labels(&mut self) -> (String, Option<String>) {
        if let Held::Resting(rest) = &self.screen {
            return rest.labels.clone();
        }
        self.guarded(|screen| (screen.last_line(), screen.title().map(str::to_owned))).unwrap_or_default()
    }

    /// Whether the program wants pastes marked as such.
    pub fn marks_pastes(&mut self) -> bool {
        self.guarded(|screen| screen.marks_pastes()).unwrap_or_default()
    }

    /// What begins a segment of the log: without the history, which the segments before hold.
    pub fn snapshot_of_screen(&mut self) -> Snapshot {
        let write = |screen: &mut dyn Screen| screen.snapshot_of_screen();
        let bytes = self.guarded(write).or_else(|| self.guarded(write));
        Snapshot { bytes: bytes.unwrap_or_default(), offset: self.offset, size: self.size() }
    }

    /// Reads on to where the stream is now; not further, so that a flood cannot keep the caller here. How many bytes.
    pub fn catch_up(&mut self, session: &Session) -> usize {
        self.read_on(session, u64::MAX)
    }

    /// As [`Self::catch_up`], but at most `most` bytes and the batch that they end in.
    pub fn read_on(&mut self, session: &Session, most: u64) -> usize {
        let (mut read, mut all) = (0, 0);
        let mut target = None;
        let from = self.offset;
        loop {
            let step = {
                let mut stream = lock(&session.stream);
                let was_full = stream.is_full();
                stream.unparsed -= read;
                if was_full && !stream.is_full() {
                    session.room.notify_all();
                }
                let target = *target.get_or_insert(stream.offset.min(from.saturating_add(most)));
                stream.take_pending(target, GULP)
            };
            all += read;
            read = match step {
                None => return all,
                Some(Step::Output { batches, bytes }) => {
                    self.read(&batches, bytes, session);
                    bytes
                }
                Some(Step::Resized(size)) => {
                    self.resize(size);
                    0
                }
                Some(Step::Colors(colors)) => {
                    self.set_colors(colors);
                    0
                }
            };
        }
    }

    /// A flood is put together first: in one piece much of it may not have to be parsed.
    fn read(&mut self, batches: &[Batch], bytes: usize, session: &Session) {
        let Some(last) = batches.last() else { return };
        if batches.len() > 1 && bytes >= FLOOD {
            let mut joined = Vec::with_capacity(bytes);
            batches.iter().for_each(|batch| joined.extend_from_slice(&batch.bytes));
            self.feed(&joined, session);
        } else {
            batches.iter().for_each(|batch| self.feed(&batch.bytes, session));
        }
        self.offset = last.end();
    }

    fn feed(&mut self, bytes: &[u8], session: &Session) {
        if is_blind() {
            return;
        }
        let mut effects = Vec::new();
        self.guarded(|screen| screen.feed(bytes, &mut effects));
        for effect in effects {
            match effect {
                // Still under this lock, so that answers keep their order.
                Effect::Reply(reply) => session.reply(reply),
                effect => session.told(&effect),
            }
        }
    }

    fn resize(&mut self, size: Size) {
        let size = rebuild::cells(size);
        self.guarded(|screen| screen.resize(size));
    }

    fn set_colors(&mut self, colors: Colors) {
        let rgb = |[red, green, blue]: [u8; 3]| (red, green, blue);
        let (foreground, background) = (rgb(colors.foreground), rgb(colors.background));
        let colors = screen::Colors { foreground, background, cursor: rgb(colors.cursor) };
        self.colors = colors;
        if self.is_awake() {
            self.guarded(|screen| screen.set_colors(colors));
        }
    }

    /// Runs code of the screen. `None`: it panicked; then the screen is what it was before the bytes it failed on.
    fn guarded<T>(&mut self, body: impl FnOnce(&mut dyn Screen) -> T) -> Option<T> {
        let outcome = catch_unwind(AssertUnwindSafe(|| body(self.screen()))).ok();
        if outcome.is_none() {
            self.rebuild();
        }
        outcome
    }

    fn rebuild(&mut self) {
        // What a panicking screen still says of its size may be wrong as well.
        let size = catch_unwind(AssertUnwindSafe(|| self.size())).unwrap_or(Size::DEFAULT);
        tracing::error!(offset = self.offset, "the terminal's parser failed; rebuilding the screen");
        let rebuilt = self.log.as_ref().map(|log| rebuild::from_log(log, self.offset));
        let mut screen = match rebuilt {
            Some(Ok(Some(rebuilt))) => rebuilt.screen,
            _ => rebuild::fresh(size),
        };
        screen.resize(rebuild::cells(size));
        screen.set_colors(self.colors);
        self.screen = Held::Awake(screen);
    }
}

/// For tests: the screen reads nothing, so that nothing can follow from what it shows.
#[cfg(debug_assertions)]
fn is_blind() -> bool {
    static BLIND: std::sync::OnceLock<bool> = std::sync::OnceLock::new();
    *BLIND.get_or_init(|| std::env::var_os("HOLDFAST_BLIND").is_some())
}

#[cfg(not(debug_assertions))]
fn is_blind() -> bool {
    false
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terminal").field("offset", &self.offset).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use store::log::{Run, Writer};

    use super::*;

    /// Fails on everything.
    struct Broken;

    impl Screen for Broken {
        fn feed(&mut self, _: &[u8], _: &mut Vec<Effect>) {
            panic!("boom");
        }
        fn resize(&mut self, _: screen::Size) {
            panic!("boom");
        }
        fn size(&self) -> screen::Size {
            screen::Size { cols: 30, rows: 4 }
        }
        fn set_colors(&mut self, _: screen::Colors) {}
        fn snapshot(&mut self) -> Vec<u8> {
            panic!("boom");
        }
        fn snapshot_of_screen(&mut self) -> Vec<u8> {
            panic!("boom");
        }
        fn rest(&mut self) -> screen::Rest {
            panic!("boom");
        }
        fn text(&self, _: Option<usize>, _: bool) -> String {
            panic!("boom");
        }
        fn history_text(&mut self) -> Vec<u8> {
            panic!("boom");
        }
        fn take_oldest(&mut self, _: usize, _: screen::Style, _: &mut Vec<u8>) {
            panic!("boom");
        }
        fn history_rows(&mut self) -> usize {
            panic!("boom");
        }
        fn snapshot_below(&mut self, _: &[u8]) -> Vec<u8> {
            panic!("boom");
        }
        fn last_line(&self) -> String {
            panic!("boom");
        }
        fn title(&self) -> Option<&str> {
            None
        }
        fn marks_pastes(&self) -> bool {
            panic!("boom");
        }
        fn cwd(&self) -> Option<&str> {
            None
        }
    }

    #[test]
    fn a_screen_that_fails_is_rebuilt_from_the_log_up_to_the_bytes_it_failed_on() {
        let dir = tempfile::tempdir().unwrap();
        let run = Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 };
        let mut log = Writer::create(dir.path(), run, Size { cols: 30, rows: 4 }).unwrap();
        log.data(0, 1, b"good").unwrap();
        log.data(4, 1, b"bad").unwrap();
        let mut terminal = Terminal::new(Box::new(Broken), 4, Some(dir.path().to_owned()));
        assert!(terminal.guarded(|screen| screen.feed(b"bad", &mut Vec::new())).is_none());
        assert_eq!(terminal.text(None, false), "good\n");
        assert_eq!(terminal.size(), Size { cols: 30, rows: 4 });
    }

    #[test]
    fn a_screen_that_has_rested_is_what_it_was_and_is_asked_for_its_labels_without_waking() {
        let size = screen::Size { cols: 30, rows: 4 };
        let mut screen = screen::new(size, rebuild::HISTORY);
        let text =
            "\x1b]0;title\x07\x1b[31mone\r\ntwo\r\nthree\r\nfour\r\nfive \x1b[?1049h\x1b[2;3Hfull\x1b[?1000h\x1b[1";
        screen.feed(text.as_bytes(), &mut Vec::new());
        let (snapshot, history) = (screen.snapshot(), screen.history_text());
        let mut terminal = Terminal::new(screen, 7, None);
        terminal.set_colors(Colors { foreground: [1, 2, 3], background: [4, 5, 6], cursor: [7, 8, 9] });
        for _ in 0..3 {
            terminal.rest();
            assert_eq!(terminal.labels(), ("  full".to_owned(), Some("title".to_owned())));
            assert_eq!((terminal.size(), terminal.is_awake()), (Size { cols: 30, rows: 4 }, false));
            assert_eq!((terminal.snapshot().bytes, terminal.above().0), (snapshot.clone(), 1));
            assert!(!terminal.is_awake(), "whoever attaches need not wake it");
            assert_eq!(terminal.guarded(|screen| screen.history_text()), Some(history.clone()));
        }
        let mut effects = Vec::new();
        terminal.rest();
        terminal.guarded(|screen| screen.feed(b"mx\x1b]11;?\x07", &mut effects));
        assert_eq!(effects, [Effect::Reply(b"\x1b]11;rgb:0404/0505/0606\x07".to_vec())], "in the owner's colours");
    }

    #[test]
    fn a_snapshot_of_a_screen_that_fails_is_one_of_the_rebuilt_screen() {
        let mut terminal = Terminal::new(Box::new(Broken), 9, None);
        let snapshot = terminal.snapshot();
        assert_eq!((snapshot.offset, snapshot.size), (9, Size { cols: 30, rows: 4 }));
        assert!(!snapshot.bytes.is_empty());
    }
}
