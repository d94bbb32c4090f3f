//! One set-up of logging for all our programs: to a file of the program's own, or to stderr.
//! Environments, prompts and what people type never go into a log.

mod lines;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use tracing::level_filters::LevelFilter;

use crate::platform;
use lines::Lines;

/// The log is moved aside once when it has grown beyond this.
const ROTATE_AT: u64 = 4 * 1024 * 1024;

/// Logs to `<dir>/<program>.log`. The level is `info`, or what `$HOLDFAST_LOG` says.
///
/// # Errors
/// Where the file cannot be opened; then nothing is logged.
pub fn to_file(dir: &Path, program: &str) -> io::Result<()> {
    let path = dir.join(format!("{program}.log"));
    if fs::metadata(&path).is_ok_and(|meta| meta.len() > ROTATE_AT) {
        fs::rename(&path, dir.join(format!("{program}.log.old")))?;
    }
    let file = platform::private(OpenOptions::new().create(true).append(true)).open(&path)?;
    tracing::subscriber::set_global_default(Lines::new(file, level(LevelFilter::INFO))).map_err(io::Error::other)
}

/// Logs to stderr, for programs in the foreground. The level is `warn`, or what `$HOLDFAST_LOG` says.
pub fn to_stderr() {
    // A second set-up in one process keeps the first.
    let _ = tracing::subscriber::set_global_default(Lines::new(io::stderr(), level(LevelFilter::WARN)));
}

/// `error`, `warn`, `info`, `debug`, `trace` or `off`; `otherwise` where there is no such word.
fn level(otherwise: LevelFilter) -> LevelFilter {
    std::env::var("HOLDFAST_LOG").ok().and_then(|word| word.parse().ok()).unwrap_or(otherwise)
}
