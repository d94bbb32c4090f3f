//! Windows: no descriptor limits; a host's programs end with it, so that there are no survivors to end.
//! Checked to compile; not yet seen to run.

use std::io;

use store::process::Identity;

/// There is no such limit.
pub fn raise_open_files() -> Option<u64> {
    None
}

/// Handles do not run out.
#[derive(Debug, Default)]
pub struct Reserve;

impl Reserve {
    /// Nothing is set aside.
    pub fn new() -> Self {
        Self
    }

    /// Runs `act`.
    pub async fn lend<F: Future>(&mut self, act: F) -> F::Output {
        act.await
    }
}

/// Not possible here; a job object ends a host's programs with it.
///
/// # Errors
/// Always `Unsupported`.
pub fn end_process(_identity: &Identity, _force: bool) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Waits for Ctrl-C or a console that closes.
///
/// # Errors
/// Where they cannot be waited for.
pub async fn wait_for_signal() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Standard output ends with the process here.
pub fn close_stdout() {}
