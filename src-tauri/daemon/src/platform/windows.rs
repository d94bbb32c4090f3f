//! Windows: no descriptor limits; a host's programs end with it, so that there are no survivors to end.
//! Checked to compile; not yet seen to run.

use std::io;
use std::path::Path;
use std::time::Duration;

use store::process::Identity;

use super::Room;

/// There is no such limit.
pub fn raise_open_files() -> Option<u64> {
    None
}

/// There are no such limits.
pub fn open_files() -> (Option<u64>, Option<u64>) {
    (None, None)
}

/// Not asked for here.
///
/// # Errors
/// Always `Unsupported`.
pub fn room(_path: &Path) -> io::Result<Room> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// Sockets are no files here.
pub fn socket(_meta: &std::fs::Metadata) -> (bool, bool) {
    (false, true)
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

/// The shell that always is there.
pub const DEFAULT_SHELL: &str = "cmd.exe";

/// Where programs are looked for if nobody says.
pub const DEFAULT_PATH: &str = r"C:\Windows\System32;C:\Windows";

/// Whether a program is named by where it lies and not to be searched for.
pub fn is_path(name: &str) -> bool {
    name.contains(['/', '\\', ':'])
}

/// Whether a file may be run; its ending may be left out.
pub fn is_executable(path: &Path) -> bool {
    path.is_file() || ["exe", "cmd", "bat"].iter().any(|ending| path.with_extension(ending).is_file())
}

/// There is no login shell: what this process got is what a log-in gives.
pub fn login_environment(_shell: &str, _limit: Duration) -> Option<Vec<u8>> {
    let records = std::env::vars().map(|(name, value)| format!("{name}={value}\0"));
    Some(records.collect::<String>().into_bytes())
}

/// A symbolic link, for tests.
#[cfg(test)]
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
