//! Texts of segments, against a terminal that is asked for what it has lost and what it shows.

use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::session::Size;
use screen::Screen;
use store::log::text::Text;
use store::log::{Run, Writer};

use super::*;
use crate::rebuild::fresh;

const SIZE: Size = Size { cols: 12, rows: 4 };

/// What happens to a log.
#[derive(Clone, Debug)]
enum Step {
    /// In capitals while the alternate screen is shown.
    Printed(String),
    Alternate(bool),
    Resized(Size),
    Rolled,
}

fn step() -> impl Strategy<Value = Step> {
    let printed = prop_oneof![
        6 => "[a-z]{1,4}( [a-z]{1,9}){0,4}",
        6 => Just("\r\n".to_owned()),
        1 => "(\u{1b}\\[3[1-7]m[a-z]{1,3}){1,4}\u{1b}\\[m",
        1 => Just("你好 世界".to_owned()),
        1 => "\r[a-z]{1,3}\u{1b}\\[K",
        1 => (0..4u8).prop_map(|what| format!("\x1b[{what}J")),
        1 => (1..5u8).prop_map(|rows| format!("\x1b[{rows}A")),
        1 => (1..9u8, 1..15u8).prop_map(|(row, column)| format!("\x1b[{row};{column}H")),
        1 => Just("\x1bc".to_owned()),
    ];
    prop_oneof![
        20 => printed.prop_map(Step::Printed),
        1 => any::<bool>().prop_map(Step::Alternate),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(prop_oneof![12 => step(), 1 => Just(Step::Rolled)], 0..80)
}

fn steps_with_sizes() -> impl Strategy<Value = Vec<Step>> {
    let size = (2..25u16, 1..9u16).prop_map(|(cols, rows)| Step::Resized(Size { cols, rows }));
    prop::collection::vec(prop_oneof![12 => step(), 1 => Just(Step::Rolled), 2 => size], 0..80)
}

/// A host's log, its terminal, and what must be found in the end.
struct Host {
    dir: tempfile::TempDir,
    log: Writer,
    screen: Box<dyn Screen>,
    alternate: bool,
    offset: u64,
    time: u64,
    /// Lines that are gone for good.
    lines: Vec<String>,
    /// What the alternate screen showed each time it was left, row by row.
    alternates: Vec<Vec<String>>,
    /// What was above the screen where a segment ended: it is in that segment's text, whatever becomes of it.
    above: Vec<String>,
}

impl Host {
    fn after(steps: &[Step]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let run = Run { session: "0123456789abcdef".parse().unwrap(), generation: 1 };
        let log = Writer::create(dir.path(), run, SIZE).unwrap();
        let (lines, alternates, above) = (Vec::new(), Vec::new(), Vec::new());
        let mut host =
            Self { dir, log, screen: fresh(SIZE), alternate: false, offset: 0, time: 0, lines, alternates, above };
        steps.iter().for_each(|step| host.take(step));
        host.end_screens();
        host
    }

    fn take(&mut self, step: &Step) {
        self.time += 1;
        match step {
            Step::Printed(text) if self.alternate => self.print(&capitals(text)),
            Step::Printed(text) => self.print(text),
            Step::Alternate(true) => {
                self.print("\x1b[?1049h");
                self.alternate = true;
            }
            Step::Alternate(false) => {
                self.note_alternate();
                self.print("\x1b[?1049l");
                self.alternate = false;
            }
            Step::Resized(size) => {
                self.log.resize(self.offset, self.time, *size).unwrap();
                self.screen.resize(cells(*size));
            }
            Step::Rolled => self.roll(),
        }
    }

    fn print(&mut self, text: &str) {
        match text {
            "\x1b[3J" if !self.alternate => {
                let cleared = above(self.copy());
                self.lines.extend(cleared);
            }
            "\x1bc" => self.end_screens(),
            _ => {}
        }
        self.log.data(self.offset, self.time, text.as_bytes()).unwrap();
        self.screen.feed(text.as_bytes(), &mut Vec::new());
        self.offset += text.len() as u64;
    }

    fn roll(&mut self) {
        let told = above(self.copy());
        self.above.extend(told);
        let (screen::Size { cols, rows }, snapshot) = (self.screen.size(), self.screen.snapshot_of_screen());
        self.log.roll(self.offset, self.time, Size { cols, rows }, &snapshot).unwrap();
    }

    /// The program resets the terminal, or ends.
    fn end_screens(&mut self) {
        if self.alternate {
            self.note_alternate();
        }
        self.alternate = false;
        let mut copy = self.copy();
        let rows = usize::from(copy.size().rows);
        let push_out = format!("\x18\x1b[?1049l\x1b[r\x1b[m\x1b[9999H{}", "\n".repeat(rows));
        copy.feed(push_out.as_bytes(), &mut Vec::new());
        self.lines.extend(above(copy));
    }

    fn note_alternate(&mut self) {
        if self.alternate {
            self.alternates.push(self.screen.text(None, false).lines().map(str::to_owned).collect());
        }
    }

    fn copy(&mut self) -> Box<dyn Screen> {
        let screen::Size { cols, rows } = self.screen.size();
        let mut copy = fresh(Size { cols, rows });
        copy.feed(&self.screen.snapshot(), &mut Vec::new());
        copy
    }

    fn text(&self) -> Vec<String> {
        of_all(self.dir.path(), self.log.file().0)
    }
}

/// The lines above a screen. The last of them may go on on it.
fn above(mut screen: Box<dyn Screen>) -> Vec<String> {
    screen.feed(b"\x18\x1b[?1049l\x1b[r\x1b[m\x1b[H\x1b[J", &mut Vec::new());
    let text = String::from_utf8(screen.history_text()).unwrap();
    text.lines().map(|line| without_colors(line).trim_end().to_owned()).collect()
}

fn without_colors(line: &str) -> String {
    let mut parts = line.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or(part, |(_, rest)| rest))
}

fn capitals(text: &str) -> String {
    let mut escape = false;
    let capital = |c: char| match c {
        '\x1b' => {
            escape = true;
            c
        }
        _ if escape => {
            escape = !c.is_ascii_alphabetic();
            c
        }
        _ if c.is_ascii() => c.to_ascii_uppercase(),
        _ => '高',
    };
    text.chars().map(capital).collect()
}

fn is_of_alternate(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_uppercase() || c == '高')
}

fn count<'a>(lines: impl IntoIterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        *counts.entry(line.as_str()).or_default() += 1;
    }
    counts
}

/// The text of all segments, without what the next one repeats, and without blank lines.
fn of_all(dir: &Path, last: u32) -> Vec<String> {
    let mut all = Vec::new();
    for segment in 1..=last {
        let made = of_segment(dir, segment, segment == last).unwrap().unwrap();
        assert!(!made.flawed);
        let text = Text::parse(&made.bytes).unwrap();
        // Of a line that was torn by a segment's end all is here again.
        if !text.of.head.is_empty() {
            all.truncate(all.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1));
        } else if all.last().is_some_and(|last| *last != b'\n') {
            all.push(b'\n');
        }
        all.extend_from_slice(text.bytes);
    }
    let lines = String::from_utf8(all).unwrap();
    lines.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn the_texts_of_segments_together_are_the_text_of_the_whole_log(steps in steps()) {
        let whole: Vec<Step> = steps.iter().filter(|step| !matches!(step, Step::Rolled)).cloned().collect();
        prop_assert_eq!(Host::after(&steps).text(), Host::after(&whole).text());
    }

    /// Nothing that left the screen or is on it is missed, and nothing that was overwritten is found. Only a line that was
    /// above the screen when a segment ended, and was brought back and changed, is there as it was and as it is.
    #[test]
    fn whatever_the_size_was_every_line_is_found_as_it_was_when_it_left(steps in steps_with_sizes()) {
        let host = Host::after(&steps);
        let (alternate, found): (Vec<_>, Vec<_>) = host.text().into_iter().partition(|line| is_of_alternate(line));
        let (found, printed, told) = (count(&found), count(&host.lines), count(&host.above));
        for (line, times) in &printed {
            prop_assert!(found.get(line) >= Some(times), "{:?} is missing of {:?}: {:?}", line, printed, found);
        }
        for (line, times) in &found {
            let expected = printed.get(line).unwrap_or(&0) + told.get(line).unwrap_or(&0);
            prop_assert!(*times <= expected, "{:?} is too much: {:?} of {:?}", line, found, printed);
        }
        let dense = |line: &str| line.replace(' ', "");
        let shown: Vec<String> = host.alternates.iter().map(|rows| dense(&rows.concat())).collect();
        for line in &alternate {
            prop_assert!(shown.iter().any(|shown| shown.contains(&dense(line))), "{line:?} of {shown:?}");
        }
        let alternate = alternate.iter().map(|line| dense(line)).collect::<Vec<_>>();
        for row in host.alternates.iter().flatten().map(|row| dense(row)) {
            prop_assert!(alternate.iter().any(|line| line.contains(&row)) || row.is_empty(), "{row:?} of {alternate:?}");
        }
    }
}

#[test]
fn a_line_has_the_time_and_the_place_of_the_output_that_wrote_it() {
    let host = Host::after(&["one\r\n", "two\r\n", "three"].map(|text| Step::Printed(text.to_owned())));
    let made = of_segment(host.dir.path(), 1, true).unwrap().unwrap();
    let text = Text::parse(&made.bytes).unwrap();
    let stamps = ["one", "two", "three"].map(|line| {
        let at = std::str::from_utf8(text.bytes).unwrap().find(line).unwrap();
        let Stamp { offset, time } = text.stamp(at);
        (offset, time)
    });
    assert_eq!(stamps, [(0, 1), (5, 2), (10, 3)]);
}
