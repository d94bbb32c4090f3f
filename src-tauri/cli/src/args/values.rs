//! How single words become values: sizes, times, assignments. Pure.

use std::time::Duration;

use protocol::session::{Kind, Size};

use crate::output::times::Clock;

/// A value of `--env`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// `NAME=VALUE`.
    Value(String, String),
    /// `NAME`: the caller's value.
    Inherit(String),
}

/// Reads a kind; clap has checked the word.
pub(super) fn kind(word: &str) -> Kind {
    match word {
        "orchestrator" => Kind::Orchestrator,
        "worker" => Kind::Worker,
        _ => Kind::Program,
    }
}

/// Reads `NAME=VALUE` or `NAME`.
pub(super) fn assignment(text: &str) -> Result<Assignment, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    if name.is_empty() || name.contains('\0') {
        return Err("a value needs a name before the equals sign".to_owned());
    }
    Ok(match value {
        Some(value) => Assignment::Value(name.to_owned(), value.to_owned()),
        None => Assignment::Inherit(name.to_owned()),
    })
}

/// Reads `80x24`.
pub(super) fn size(text: &str) -> Result<Size, String> {
    let wrong = || "a size is columns, an x and rows, each from 1 to 1000, such as 80x24".to_owned();
    let (cols, rows) = text.split_once('x').ok_or_else(wrong)?;
    let size = Size { cols: cols.parse().map_err(|_| wrong())?, rows: rows.parse().map_err(|_| wrong())? };
    if size.clamped() == size { Ok(size) } else { Err(wrong()) }
}

/// Reads a moment, in milliseconds since 1970.
pub(super) fn moment(text: &str) -> Result<u64, String> {
    Clock::system().read(text)
}

/// Reads a number of seconds.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a time is a number of seconds, such as 2.5".to_owned())
}
