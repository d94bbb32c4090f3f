//! What is printed: tables and sentences for people, one JSON document for programs. It asks nobody anything.

pub mod clean;
pub mod end_words;
pub mod errors;
pub mod status_words;
pub mod table;
pub mod times;

use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

use crate::failure::Failure;

/// Prints one JSON document to stdout.
///
/// # Errors
/// Where stdout cannot be written.
pub fn json<T: Serialize + ?Sized>(document: &T) -> Result<(), Failure> {
    let mut bytes = serde_json::to_vec(document).map_err(|error| Failure::Output(error.into()))?;
    bytes.push(b'\n');
    bytes_out(&bytes)
}

/// Prints lines for people to stdout, and ends the last one.
///
/// # Errors
/// Where stdout cannot be written.
pub fn text(text: &str) -> Result<(), Failure> {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    bytes_out(format!("{text}{end}").as_bytes())
}

/// Writes bytes to stdout as they are, at once.
///
/// # Errors
/// Where stdout cannot be written.
pub fn bytes_out(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Says something to people beside the output. Nobody minds if they do not hear it.
pub fn aside(sentence: &str) {
    let _ = writeln!(io::stderr(), "{}", clean::line(sentence));
}

/// Whether stdout may be coloured: a terminal, and the user has not said no.
pub fn colored() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A number of bytes, rounded down: `12 KiB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        1_048_576..10_737_418_240 => format!("{} MiB", bytes / 1_048_576),
        _ => format!("{} GiB", bytes / 1_073_741_824),
    }
}

/// `1 session`, `2 sessions`.
pub fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
