//! One set-up of logging for all our programs: to a file of the program's own, or to stderr.
//! Environments, prompts and what people type never go into a log.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::platform;

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
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_env_filter(filter()).with_writer(Mutex::new(file));
    subscriber.try_init().map_err(io::Error::other)
}

/// Logs to stderr, for programs in the foreground. The level is `warn`, or what `$HOLDFAST_LOG` says.
pub fn to_stderr() {
    let filter = EnvFilter::try_from_env("HOLDFAST_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    // A second set-up in one process keeps the first.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).try_init();
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_env("HOLDFAST_LOG").unwrap_or_else(|_| EnvFilter::new("info"))
}
