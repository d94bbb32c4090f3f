//! Searches one run: segment by segment, the newest first, in the texts that lie beside them. Where one is missing or out of
//! date it is made from the log, and kept if the run is over.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use protocol::search::{Hit, Search};
use store::lock::{self as file_lock, Taken};
use store::log::segment_path;
use store::log::text::{Text, read_text, write_text};

use super::pattern::{Match, Pattern};
use super::places::{self, Run};
use crate::index::of_segment;
use crate::threads::lock;

/// Of a long line no more than this is shown, in bytes, and so much of it before the match.
const LONGEST: usize = 2000;
const BEFORE: usize = 500;

/// What is looked for, and what came of it beside hits.
#[derive(Debug)]
pub struct Finder<'a> {
    pattern: &'a Pattern,
    /// Lines that are older do not count, in milliseconds since 1970.
    since: u64,
    limit: usize,
    /// How much of the logs was searched, in bytes.
    pub bytes: AtomicU64,
    /// What could not be searched, for people.
    pub problems: Mutex<Vec<String>>,
}

impl<'a> Finder<'a> {
    /// Looks for `pattern`, as far as `wish` wants it.
    pub fn new(pattern: &'a Pattern, wish: &Search) -> Self {
        let limit = wish.limit.filter(|limit| *limit > 0).and_then(|limit| usize::try_from(limit).ok());
        Self {
            pattern,
            since: wish.since.unwrap_or(0),
            limit: limit.unwrap_or(usize::MAX),
            bytes: AtomicU64::new(0),
            problems: Mutex::default(),
        }
    }

    /// Searches a run. `tell` takes the hits of each segment and says whether to go on; so does the answer.
    pub fn search(&self, run: &Run, buffer: &mut Vec<u8>, mut tell: impl FnMut(Vec<Hit>) -> bool) -> bool {
        for segment in run.segments.iter().rev() {
            match self.in_segment(run, *segment, buffer) {
                Ok(hits) => {
                    if !tell(hits) {
                        return false;
                    }
                }
                Err(error) => self.problem(run, *segment, &error.to_string()),
            }
        }
        true
    }

    fn in_segment(&self, run: &Run, segment: u32, buffer: &mut Vec<u8>) -> io::Result<Vec<Hit>> {
        let log = run.log();
        let touched = places::modified(&log, segment).and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        if touched.is_some_and(|at| at < Duration::from_millis(self.since)) || !self.load(run, segment, buffer)? {
            return Ok(Vec::new());
        }
        let Some(text) = Text::parse(buffer) else { return Ok(Vec::new()) };
        self.bytes.fetch_add(text.of.source, Ordering::Relaxed);
        // What the first segment repeats is nowhere else any more.
        let head = if run.segments.first() == Some(&segment) { 0..0 } else { text.of.head.clone() };
        let found = self.pattern.find(text.bytes, &head);
        let hits = found.iter().rev().map(|found| hit(run, &text, found)).filter(|hit| hit.time >= self.since);
        Ok(hits.take(self.limit).collect())
    }

    /// Brings the text of a segment into `buffer`. `false`: the segment was removed meanwhile.
    fn load(&self, run: &Run, segment: u32, buffer: &mut Vec<u8>) -> io::Result<bool> {
        let log = run.log();
        let shown = run.segments.last() == Some(&segment);
        let length = match std::fs::metadata(segment_path(&log, segment)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            meta => meta?.len(),
        };
        if read_text(&log, segment, buffer)? && is_current(buffer, run, segment, length, shown) {
            return Ok(true);
        }
        // Asked first: a run that is over only now may have printed something since.
        let over = run.is_over();
        let Some(made) = of_segment(&log, segment, shown)? else {
            self.problem(run, segment, "it cannot be read");
            return Ok(false);
        };
        if made.flawed {
            self.problem(run, segment, "a part of it cannot be read");
        } else if over {
            keep(run, &log, segment, &made.bytes);
        }
        *buffer = made.bytes;
        Ok(true)
    }

    fn problem(&self, run: &Run, segment: u32, what: &str) {
        lock(&self.problems).push(format!("{}, run {}, log segment {segment}: {what}", run.name, run.generation));
    }
}

fn is_current(bytes: &[u8], run: &Run, segment: u32, length: u64, shown: bool) -> bool {
    Text::parse(bytes).is_some_and(|Text { of, .. }| {
        (of.session, of.generation) == (run.session.clone(), run.generation)
            && (of.segment, of.source, of.shown) == (segment, length, shown)
    })
}

/// Keeps a text for the next search. Its host is gone and its lock is the leave to write there; it is held for as long as
/// the write takes, which is less than anybody waits for it. A failure costs time, next time.
fn keep(run: &Run, log: &Path, segment: u32, bytes: &[u8]) {
    let path = run.dir.join("host.lock");
    if path.exists()
        && let Ok(Taken::Yes(_held)) = file_lock::try_take(&path)
        && let Err(error) = write_text(log, segment, bytes)
    {
        tracing::debug!(%error, "keeping the text of a segment");
    }
}

fn hit(run: &Run, text: &Text<'_>, found: &Match) -> Hit {
    let shown = excerpt(text.bytes, found);
    let characters = |bytes: &[u8]| u32::try_from(String::from_utf8_lossy(bytes).chars().count()).unwrap_or(u32::MAX);
    let stamp = text.stamp(found.line.start);
    let start = characters(&text.bytes[shown.start..found.span.start]);
    Hit {
        session: run.session.clone(),
        name: run.name.clone(),
        generation: run.generation,
        offset: stamp.offset,
        time: stamp.time,
        line: String::from_utf8_lossy(&text.bytes[shown.clone()]).into_owned(),
        start,
        end: start + characters(&text.bytes[found.span.start..found.span.end.min(shown.end)]),
    }
}

/// The part of the line that is shown: all of it, unless it is very long.
fn excerpt(text: &[u8], found: &Match) -> std::ops::Range<usize> {
    let line = &found.line;
    if line.len() <= LONGEST {
        return line.clone();
    }
    let boundary = |mut at: usize| {
        while at > line.start && text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80) {
            at -= 1;
        }
        at
    };
    let start = boundary(found.span.start.saturating_sub(BEFORE).max(line.start));
    start..boundary((start + LONGEST).min(line.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_very_long_line_the_part_around_the_match_is_shown_in_whole_characters() {
        let text = ["é".repeat(3000), "match".to_owned(), "é".repeat(3000)].concat();
        let span = 6000..6005;
        let shown = excerpt(text.as_bytes(), &Match { line: 0..text.len(), span: span.clone() });
        let part = std::str::from_utf8(&text.as_bytes()[shown.clone()]).unwrap();
        assert!(part.len() <= LONGEST && part.contains("match") && shown.start < span.start);
        let short = Match { line: 5990..6010, span };
        assert_eq!(excerpt(text.as_bytes(), &short), 5990..6010);
    }
}
