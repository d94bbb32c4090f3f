//! The environment of the user's login shell, for sessions that no terminal started. Read with a time limit, never stored.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::program;

/// How long the login shell may take to start. Version managers make it slow; a hanging one must not block.
const LIMIT: Duration = Duration::from_secs(5);

/// Captures what a login shell exports; the daemon's own environment where the shell does not tell in time.
/// Blocking: called off the event loop.
pub fn of_login_shell() -> BTreeMap<String, String> {
    let own = own();
    match capture(&program::shell(&own)) {
        Some(captured) => captured,
        None => {
            tracing::warn!("the login shell did not tell its environment in time; using the daemon's own");
            own
        }
    }
}

/// The daemon's own environment without what is Holdfast's.
fn own() -> BTreeMap<String, String> {
    let mut own: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    own.retain(|name, _| !name.starts_with("HOLDFAST_"));
    own
}

#[cfg(unix)]
fn capture(shell: &str) -> Option<BTreeMap<String, String>> {
    let mut child = Command::new(shell)
        .args(["-l", "-c", "env -0"])
        .current_dir(std::env::home_dir().filter(|home| home.is_dir()).unwrap_or_else(|| "/".into()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdout = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let whole = stdout.read_to_end(&mut bytes).is_ok();
        // Nobody listens any more when the limit was reached.
        let _ = sender.send(whole.then_some(bytes));
    });
    let bytes = receiver.recv_timeout(LIMIT).ok().flatten();
    if bytes.is_none() {
        // Our own child, by its handle.
        child.kill().ok();
    }
    child.wait().ok();
    parse(&bytes?)
}

#[cfg(windows)]
fn capture(_shell: &str) -> Option<BTreeMap<String, String>> {
    let _ = (LIMIT, mpsc::channel::<()>, parse, Command::new("cmd"), Stdio::null);
    let mut none = std::io::empty();
    let _ = none.read(&mut []);
    Some(own())
}

/// Reads `NAME=value` records that are ended by zero bytes. `None` where there is no PATH, so that garbage is not used.
fn parse(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = String::from_utf8_lossy(bytes);
    let mut values: BTreeMap<String, String> = text
        .split('\0')
        .filter_map(|record| record.split_once('='))
        .map(|(name, value)| (name.trim_start_matches('\n').to_owned(), value.to_owned()))
        .collect();
    values.retain(|name, _| {
        !name.starts_with("HOLDFAST_") && name != "_" && name != "SHLVL" && name != "PWD" && name != "OLDPWD"
    });
    values.contains_key("PATH").then_some(values)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_login_shell_tells_its_path() {
        assert!(capture("/bin/sh").unwrap().contains_key("PATH"));
    }

    #[test]
    fn values_may_have_line_feeds_and_equal_signs_and_ours_are_left_out() {
        let values = parse(b"PATH=/bin\0A=b=c\nd\0HOLDFAST_SESSION=x\0").unwrap();
        assert_eq!(values.get("A").unwrap(), "b=c\nd");
        assert_eq!(values.len(), 2);
        assert!(parse(b"nonsense").is_none());
    }
}
