//! Other programs: how they are called from here, and what a failed call says.
//! Nothing that cargo sets for xtask itself may leak into what is started.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::workspace;

/// How long the output of an ended program may stay open before it is given up: something that it started holds it.
const OUTPUT_STAYS_OPEN: Duration = Duration::from_secs(15);

/// Returns a command in the environment that the user had, without what `cargo run` added for xtask.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    for (key, _) in env::vars_os() {
        if is_set_by_cargo_run(&key.to_string_lossy()) {
            command.env_remove(key);
        }
    }
    if let Some(path) = env::var_os("LD_LIBRARY_PATH") {
        let rustup = env::var_os("RUSTUP_HOME").map(PathBuf::from);
        match without_folders(&path, &[Some(workspace::target()), rustup].into_iter().flatten().collect::<Vec<_>>()) {
            Some(rest) => command.env("LD_LIBRARY_PATH", rest),
            None => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
    command
}

/// Returns `cargo`, at the root and with the toolchain that xtask was started with.
pub fn cargo<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    cargo_by(program("cargo"), arguments)
}

/// Returns the same called by another program, whose last argument so far is `cargo`, or by `cargo` itself.
pub fn cargo_by<'a>(mut command: Command, arguments: impl IntoIterator<Item = &'a str>) -> Command {
    command.args(arguments).current_dir(workspace::root());
    if let Some(toolchain) = env::var_os("RUSTUP_TOOLCHAIN") {
        command.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    if in_ci() {
        command.env("CARGO_INCREMENTAL", "0"); // a clean clone is built once: incremental files only cost
    }
    command
}

/// Says whether this is a machine that nobody watches.
pub fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Says whether a program can be found on the path.
pub fn exists(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file() || folder.join(format!("{name}.exe")).is_file())
}

/// Runs a command to its end with this terminal as its own.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command.status().with_context(|| format!("starting `{}`", line(command)))?;
    succeeded(command, status)
}

/// Runs a command and returns what it printed; its errors go to this terminal.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("starting `{}`", line(command)))?;
    succeeded(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a test runner, shows what it prints, and adds its closing lines to `closing`, whether it succeeds or not.
pub fn run_tests(command: &mut Command, closing: &mut Vec<String>) -> Result<()> {
    follow(command, closing, OUTPUT_STAYS_OPEN)
}

/// Waits for the end of both the runner and its output, but no longer than `patience` for the output alone.
fn follow(command: &mut Command, closing: &mut Vec<String>, patience: Duration) -> Result<()> {
    println!("$ {}", line(command));
    command.env("NO_COLOR", "1").stdout(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("starting `{}`", line(command)))?;
    let lines = lines_of(child.stdout.take().expect("stdout is piped"));
    let mut ended = None;
    loop {
        match lines.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => {
                println!("{line}");
                closing.extend(is_closing(&line).then(|| line.trim().to_owned()));
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if ended.is_none() => {
                ended = child.try_wait().context("asking for the runner's end")?.map(|_| Instant::now());
            }
            Err(RecvTimeoutError::Timeout) if ended.is_some_and(|at| at.elapsed() >= patience) => {
                println!("(a process that the runner left behind still holds its output open)");
                break;
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    let status = child.wait().context("waiting for the runner")?;
    succeeded(command, status)
}

/// Reads lines on a thread, so that a pipe which is never closed cannot hold up the caller.
fn lines_of(output: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn is_closing(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("test result: ") || line.starts_with("Test Files ") || line.starts_with("Tests ")
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("`{}` ended with {status}", line(command));
    }
    Ok(())
}

/// Returns the command as a person would type it.
/// What an X server without a screen is called with; its first line is its number.
pub const XVFB: [&str; 7] = ["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"];

/// Starts a server and returns the line by which it says where it is.
pub fn serve(command: &mut Command) -> Result<(Child, String)> {
    let name = line(command);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.with_context(|| format!("starting `{name}`"))?;
    let mut said = String::new();
    let stdout = child.stdout.take().context("its output is piped")?;
    BufReader::new(stdout).read_line(&mut said).with_context(|| format!("listening to `{name}`"))?;
    ensure!(!said.trim().is_empty(), "`{name}` did not start");
    Ok((child, said.trim().to_owned()))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn is_set_by_cargo_run(key: &str) -> bool {
    const EXACT: [&str; 4] = ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTUP_TOOLCHAIN_SOURCE", "RUST_RECURSION_COUNT"];
    EXACT.contains(&key) || key.starts_with("CARGO_PKG_") || key.starts_with("CARGO_MANIFEST_")
}

/// Returns a path list without what lies in the given folders, or nothing if that leaves none.
fn without_folders(list: &OsStr, folders: &[impl AsRef<Path>]) -> Option<OsString> {
    let keeps = |entry: &PathBuf| !folders.iter().any(|folder| entry.starts_with(folder));
    let rest: Vec<PathBuf> = env::split_paths(list).filter(keeps).collect();
    (!rest.is_empty()).then(|| env::join_paths(rest).expect("the entries came from such a list"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_own_library_path_survives_what_cargo_put_before_it() {
        let list = env::join_paths(["/w/target/debug", "/home/u/.rustup/toolchains/x/lib", "/opt/lib"]).unwrap();
        let folders = ["/w/target", "/home/u/.rustup"];
        assert_eq!(without_folders(&list, &folders), Some("/opt/lib".into()));
        let list = env::join_paths(["/w/target/debug"]).unwrap();
        assert_eq!(without_folders(&list, &folders), None, "an empty entry would mean the current folder");
    }

    #[test]
    fn only_what_cargo_sets_for_xtask_is_taken_away() {
        for key in ["CARGO", "CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "RUSTUP_TOOLCHAIN"] {
            assert!(is_set_by_cargo_run(key), "{key}");
        }
        for key in ["CARGO_HOME", "CARGO_TARGET_DIR", "RUSTUP_HOME", "PATH", "RUST_BACKTRACE"] {
            assert!(!is_set_by_cargo_run(key), "{key} is the user's");
        }
    }

    #[test]
    fn the_closing_lines_of_both_runners_are_known() {
        assert!(is_closing("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"));
        assert!(is_closing(" Test Files  4 passed (4)"));
        assert!(is_closing("      Tests  31 passed (31)"));
        assert!(!is_closing("test attach::typing_goes_on ... ok"));
    }

    #[test]
    fn the_runners_status_counts_whatever_it_printed() {
        let mut closing = Vec::new();
        let mut command = program("sh");
        command.args(["-c", "echo 'test result: ok.'; exit 3"]);
        assert!(run_tests(&mut command, &mut closing).is_err());
        assert_eq!(closing, ["test result: ok."]);
    }

    #[test]
    fn a_process_left_behind_does_not_hold_up_the_runners_end() {
        let mut closing = Vec::new();
        let mut command = program("sh");
        command.args(["-c", "sleep 600 & echo \"test result: $!\""]);
        follow(&mut command, &mut closing, Duration::ZERO).unwrap();
        let left_behind = closing[0].strip_prefix("test result: ").unwrap();
        assert!(program("kill").arg(left_behind).status().unwrap().success(), "it was still there to be ended");
    }
}
