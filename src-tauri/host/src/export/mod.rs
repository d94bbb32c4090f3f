//! A run's output in a form for elsewhere, out of its log: piece by piece, so that memory stays small however long the log
//! is. It only reads.

mod asciicast;
mod html;
mod sgr;
mod text;

#[cfg(test)]
mod tests;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use protocol::error::{ErrorCode, WireError};
use protocol::host::{self, Format};

use crate::history::{ROOM, Tape, Until, begins_at, utc};
use crate::log_feed::{Part, Source};

/// Which part of the log, in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
struct Range {
    from: u64,
    to: u64,
    /// What is printed later than the request is not in it.
    until: u64,
}

/// Begins an export. `until`: the stream's offset now.
///
/// # Errors
/// `bad_request` for a range that is none; `not_found` where nothing of it is kept; where the log cannot be read.
pub fn begin(dir: &Path, call: &host::Export, until: u64) -> Result<Box<dyn Source>, WireError> {
    let range = Range { from: call.from.unwrap_or(0), to: call.to.unwrap_or(u64::MAX), until };
    if range.from > range.to {
        return Err(WireError::new(ErrorCode::BadRequest, "the range ends before it begins"));
    }
    let io = |error| WireError::new(ErrorCode::Io, format!("reading the log: {error}"));
    let begins = begins_at(dir).map_err(io)?;
    let begins = begins.ok_or_else(|| WireError::new(ErrorCode::NotFound, "no output of this run is kept"))?;
    if range.to < begins {
        return Err(WireError::new(ErrorCode::NotFound, format!("the log begins at {}", utc(begins))));
    }
    let open = || Tape::open(dir, ROOM, |header| header.created <= range.from);
    let tape = catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| Err(failed())).map_err(io)?;
    let tape = tape.ok_or_else(|| WireError::new(ErrorCode::Io, "the log is damaged from its beginning"))?;
    let title = call.title.as_deref().unwrap_or_default();
    Ok(Box::new(Guarded(match call.format {
        Format::Asciicast => Box::new(asciicast::Asciicast::new(tape, range, title)),
        Format::Text => Box::new(text::Text::new(tape, range)),
        Format::Html => Box::new(html::Html::new(tape, range, title)),
    })))
}

impl Range {
    /// Where what is left out before it ends. `None`: nothing is.
    fn before(&self) -> Option<Until> {
        let time = self.from.checked_sub(1)?;
        Some(Until { offset: self.until, time })
    }

    /// Where it ends.
    fn end(&self) -> Until {
        Until { offset: self.until, time: self.to }
    }
}

/// A parser that fails ends the export with an error, not the host's thread.
#[derive(Debug)]
struct Guarded(Box<dyn Source>);

impl Source for Guarded {
    fn next_part(&mut self) -> io::Result<Part> {
        let source = &mut self.0;
        catch_unwind(AssertUnwindSafe(|| source.next_part())).unwrap_or_else(|_| Err(failed()))
    }

    fn flaws(&self) -> Vec<String> {
        self.0.flaws()
    }
}

fn failed() -> io::Error {
    io::Error::other("the terminal's parser failed")
}
