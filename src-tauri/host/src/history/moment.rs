//! The terminal as it was at a moment, out of the log.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use store::log::{Reader, segments};

use super::tape::{Tape, Until};
use crate::rebuild::HISTORY;

/// The terminal after the last record at or before `time`, in milliseconds since 1970. `None`: the log does not go back so
/// far, or there is none.
///
/// # Errors
/// Where the log cannot be read. A parser that fails is an error, too.
pub fn at(dir: &Path, time: u64) -> io::Result<Option<Tape>> {
    let play = || {
        let Some(mut tape) = Tape::open_above(dir, HISTORY, |header| header.created <= time)? else { return Ok(None) };
        if tape.opening.created > time {
            return Ok(None);
        }
        tape.play(Until::time(time))?;
        Ok(Some(tape))
    };
    catch_unwind(AssertUnwindSafe(play)).unwrap_or_else(|_| Err(io::Error::other("the terminal's parser failed")))
}

/// When the log begins, in milliseconds since 1970. `None`: there is none.
///
/// # Errors
/// Where the log cannot be read.
pub fn begins_at(dir: &Path) -> io::Result<Option<u64>> {
    if segments(dir)?.is_empty() {
        return Ok(None);
    }
    Ok(Reader::open(dir)?.header().map(|header| header.created))
}

/// A moment for people: `2026-11-28 14:03:05 UTC`.
pub fn utc(time: u64) -> String {
    let (date, time) = protocol::utc(time);
    format!("{date} {time} UTC")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_in_utc() {
        for (time, words) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_826_154_999, "2000-02-29 12:09:14 UTC"),
            (1_709_251_199_000, "2024-02-29 23:59:59 UTC"),
            (1_798_761_600_000, "2027-01-01 00:00:00 UTC"),
        ] {
            assert_eq!(utc(time), words);
        }
    }
}
