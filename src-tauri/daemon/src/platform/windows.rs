//! Windows: no descriptor limits; a host's programs end with it, so that there are no survivors to end.
//! Checked to compile; not yet seen to run.

use std::io;
use std::os::windows::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command};
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

/// The variables that name the user's home directory, the surest first.
pub const HOME: &[&str] = &["USERPROFILE", "HOME"];

/// What the file of a program may be called beyond its name.
pub const PROGRAM_ENDS: &[&str] = &[".exe", ".cmd", ".bat"];

/// Where programs that are installed for one user lie, beside `PATH`.
pub const PLACES: &[&str] = &[
    "${APPDATA}/npm",
    "~/.local/bin",
    "${LOCALAPPDATA}/Microsoft/WinGet/Links",
    "~/scoop/shims",
    "${ChocolateyInstall}/bin",
    "${NVM_SYMLINK}",
    "${VOLTA_HOME}/bin",
    "${LOCALAPPDATA}/Volta/bin",
    "${LOCALAPPDATA}/mise/shims",
    "${APPDATA}/fnm/node-versions/*/installation",
    "${LOCALAPPDATA}/pnpm",
    "${LOCALAPPDATA}/Yarn/bin",
    "~/.bun/bin",
    "~/.cargo/bin",
    "${APPDATA}/Python/Scripts",
];

/// One word of a command line as both shells take it that agents use here: `cmd.exe` and Git's `bash`. No path has a quote.
pub fn shell_word(word: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/._-+:@=,".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) { word.to_owned() } else { format!("\"{word}\"") }
}

/// Whether a program is named by where it lies and not to be searched for.
pub fn is_path(name: &str) -> bool {
    name.contains(['/', '\\', ':'])
}

/// There is nothing to do: what may be run is told by its name.
///
/// # Errors
/// None.
#[allow(clippy::unnecessary_wraps)] // as on Unix
pub fn make_executable(_path: &Path) -> io::Result<()> {
    Ok(())
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

/// Has a program started without a window.
pub fn apart(command: &mut Command) {
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

/// Ends a program that was not waited for yet. What it has started goes on.
pub fn end_with_children(child: &mut Child) {
    child.kill().ok();
    child.wait().ok();
}

/// A symbolic link, for tests.
#[cfg(test)]
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
