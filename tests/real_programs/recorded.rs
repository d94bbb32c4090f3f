//! What real programs once wrote, and what a program may write at random: a client that attaches anywhere in it sees in
//! the app's terminal what one sees that was there all along.

use std::fs;
use std::path::Path;

use screen::Size;

use super::stage::{Case, assert_same};

/// As much as a host keeps.
const HISTORY: usize = 1000;
/// At how many places of each recording a client attaches.
const PLACES: usize = 8;

/// What clients get that attach after each of these bytes: a snapshot, and all that follows.
fn attached(size: Size, printed: &[u8], offsets: &[usize]) -> Vec<Vec<u8>> {
    let mut screen = screen::new(size, HISTORY);
    let mut at = 0;
    let mut take = |offset: usize| {
        screen.feed(&printed[at..offset], &mut Vec::new());
        at = offset;
        [&screen.snapshot(), &printed[offset..]].concat()
    };
    offsets.iter().map(|offset| take(*offset)).collect()
}

#[test]
fn recordings_are_shown_the_same_from_anywhere_in_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/screen/testdata");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension() == Some("recording".as_ref()));
    assert!(!paths.is_empty());
    let case = |path: &Path| {
        let size: serde_json::Value =
            serde_json::from_slice(&fs::read(path.with_extension("size.json")).unwrap()).unwrap();
        let number = |name: &str| u16::try_from(size[name].as_u64().unwrap()).unwrap();
        let size = Size { cols: number("columns"), rows: number("screen_lines") };
        let printed = fs::read(path).unwrap();
        let offsets: Vec<_> = (1..=PLACES).map(|n| printed.len() * n / (PLACES + 1)).collect();
        Case {
            what: path.file_stem().unwrap().to_string_lossy().into_owned(),
            size: (size.cols, size.rows),
            attached: attached(size, &printed, &offsets),
            printed,
        }
    };
    let cases: Vec<_> = paths.iter().map(|path| case(path)).collect();
    assert_same(tempfile::tempdir().unwrap().path(), &cases);
}

/// What is printed at random, `#` being a number: all that both terminals know, save what they are known to differ in
/// (see the limits in `screen`).
const PIECES: [&str; 69] = [
    "text ",
    "more text and more",
    "漢字",
    "宽",
    "e\u{301}",
    "\r\n",
    "\r\n",
    "\r",
    "\n",
    "\u{8}",
    "\t",
    "\x1b[#;#H",
    "\x1b[#;#H",
    "\x1b[#A",
    "\x1b[#B",
    "\x1b[#C",
    "\x1b[#D",
    "\x1b[#E",
    "\x1b[#F",
    "\x1b[#G",
    "\x1b[#d",
    "\x1b[K",
    "\x1b[1K",
    "\x1b[2K",
    "\x1b[J",
    "\x1b[1J",
    "\x1b[2J",
    "\x1b[3J",
    "\x1b[#X",
    "\x1b[#P",
    "\x1b[#@",
    "\x1b[#L",
    "\x1b[#M",
    "\x1b[#S",
    "\x1b[#T",
    "\x1bM",
    "\x1b[m",
    "\x1b[1;31m",
    "\x1b[4:3;58:5:#m",
    "\x1b[7m",
    "\x1b[48;5;#m",
    "\x1b[38;2;1;2;#m",
    "\x1b[2;3;9m",
    "\x1b[22;23;24;27;29m",
    "\x1b[?25l",
    "\x1b[?25h",
    "\x1b[?1h",
    "\x1b[?1002h",
    "\x1b[?1006h",
    "\x1b[?2004h",
    "\x1b[?2004l",
    "\x1b[?1049h",
    "\x1b[?1049l",
    "\x1b7",
    "\x1b8",
    "r\x1b[1m\x1b[#b",
    "\x1b[?2026h",
    "\x1b[?2026l",
    "\x1b[!p",
    "\x1b[3g",
    "\x1b[#G\x1bH",
    "\x1b[# q",
    "\x1b]2;title #\x07",
    "\x1b]8;;http://a.example/#\x07link\x1b]8;;\x07",
    "\x1b[#;9r",
    "\x1b[r",
    "\x1b]4;#;rgb:1/2/3\x07",
    "\x1b]7;file://h/#\x07",
    "\x1b[>1u",
];

/// The one of them that joins the character before it.
const MARK: &[u8] = "\u{301}".as_bytes();

/// Numbers that look random and are the same every time (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }

    /// Pieces with numbers put in. With the alternate screen there are no scroll regions and tab stops: both screens share
    /// them in one of the terminals and not in the other.
    fn printed(&mut self) -> Vec<u8> {
        let left_out: &[&str] = if self.below(2) == 0 { &["1049"] } else { &["r", "[3g", "\x1bH"] };
        let is_left_out = |piece: &str| left_out.iter().any(|part| piece.starts_with('\x1b') && piece.contains(part));
        let pieces: Vec<_> = PIECES.into_iter().filter(|piece| !is_left_out(piece)).collect();
        let mut text = String::new();
        for _ in 0..20 + self.below(100) {
            let (piece, number) = (pieces[self.below(pieces.len())], 1 + self.below(12));
            text.push_str(&piece.replace('#', &number.to_string()));
        }
        // A snapshot holds what came in meanwhile, never that more is to come.
        text.push_str("\x1b[?2026l");
        text.into_bytes()
    }
}

/// What one seed prints, and what clients got of it.
fn at_random(seed: u64) -> Case {
    let mut random = Random(seed * 0x9e37_79b9);
    let size = Size { cols: 10 + random.below(40) as u16, rows: 3 + random.below(10) as u16 };
    let printed = random.printed();
    let mut offsets: Vec<_> = (0..20).map(|_| random.below(printed.len() + 1)).collect();
    // xterm.js joins a mark only to what was printed just before.
    let is_before_mark = |at: usize| [at, at.saturating_sub(1)].iter().any(|at| printed[*at..].starts_with(MARK));
    offsets.retain(|at| !is_before_mark(*at));
    offsets.sort_unstable();
    let what = format!("seed {seed} at {offsets:?}: {}", printed.escape_ascii());
    Case { what, size: (size.cols, size.rows), attached: attached(size, &printed, &offsets), printed }
}

/// `HOLDFAST_SEEDS` tries more than usual.
#[test]
fn what_is_printed_at_random_is_shown_the_same_from_anywhere_in_it() {
    let seeds = std::env::var("HOLDFAST_SEEDS").map_or(16, |count| count.parse().unwrap());
    let seeds: Vec<u64> = (1..=seeds).collect();
    for seeds in seeds.chunks(40) {
        let cases: Vec<_> = seeds.iter().map(|seed| at_random(*seed)).collect();
        assert_same(tempfile::tempdir().unwrap().path(), &cases);
    }
}
