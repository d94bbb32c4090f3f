//! Writes each event as one line: when, how grave, where from, what. Our own, because every session's host has one in its
//! memory, and the usual subscriber with its spans and filters takes 50 KiB there. Spans are not kept.

use std::fmt::{self, Write as _};
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::utc;

/// Where the lines go.
#[derive(Debug)]
pub struct Lines<W> {
    out: Mutex<W>,
    level: LevelFilter,
}

impl<W> Lines<W> {
    /// Writes what is at least as grave as `level`.
    pub fn new(out: W, level: LevelFilter) -> Self {
        Self { out: Mutex::new(out), level }
    }
}

impl<W: Write + Send + 'static> Subscriber for Lines<W> {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        let mut line = format!("{} {:>5} {}:", stamp(now), metadata.level(), metadata.target());
        event.record(&mut Fields(&mut line));
        // One line is one event, whatever a program or a file was called.
        let mut line = line.replace(['\n', '\r'], " ");
        line.push('\n');
        // Where a log cannot be written nothing can be said of it either.
        let _ = self.out.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes());
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The message as it is, other fields with their names.
struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

/// Milliseconds since 1970 as `2026-11-28T08:40:44.123Z`.
fn stamp(millis: u64) -> String {
    let (date, time) = utc(millis);
    format!("{date}T{time}.{:03}Z", millis % 1000)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_is_one_line_and_what_is_less_grave_than_wanted_is_none() {
        let kept = Kept::default();
        tracing::subscriber::with_default(Lines::new(kept.clone(), LevelFilter::INFO), || {
            let error = std::io::Error::other("two\nlines");
            tracing::warn!(%error, run = 2, name = "a b", "it {}", "failed");
            tracing::debug!("not wanted");
            tracing::info_span!("span").in_scope(|| tracing::info!("within"));
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<_> = text.lines().map(|line| line.split_once('Z').unwrap().1).collect();
        let here = module_path!();
        assert_eq!(
            lines,
            [format!("  WARN {here}: it failed error=two lines run=2 name=\"a b\""), format!("  INFO {here}: within")]
        );
    }

    #[test]
    fn times_are_told_as_people_in_greenwich_would() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00.000Z"),
            (1_795_855_244_123, "2026-11-28T08:40:44.123Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(stamp(millis), text);
        }
    }
}
