//! The environment of the user's login shell, for sessions that no terminal started. Read with a time limit, never stored.

pub mod difference;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::context::off_loop;
use crate::{platform, program};

/// How long the login shell may take to start. Version managers make it slow; a hanging one must not block.
const LIMIT: Duration = Duration::from_secs(5);

/// The environment of a start: what the caller gave, else the login shell's.
pub async fn of_start(given: Option<BTreeMap<String, String>>) -> BTreeMap<String, String> {
    match given {
        Some(given) => given,
        None => off_loop(of_login_shell).await,
    }
}

/// Captures what a login shell exports; the daemon's own environment where the shell does not tell in time.
/// Blocking: called off the event loop.
pub fn of_login_shell() -> BTreeMap<String, String> {
    let own = own();
    match platform::login_environment(&program::shell(&own), LIMIT).as_deref().and_then(parse) {
        Some(captured) => captured,
        None => {
            tracing::warn!("the login shell did not tell its environment in time; using the daemon's own");
            own
        }
    }
}

/// The daemon's own environment without what is Holdfast's, and what is no text.
pub fn own() -> BTreeMap<String, String> {
    let mut own: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    own.retain(|name, _| !name.starts_with("HOLDFAST_"));
    own
}

/// Reads `NAME=value` records that are ended by zero bytes. `None` where there is no PATH, so that garbage is not used.
fn parse(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let text = String::from_utf8_lossy(bytes);
    let mut values: BTreeMap<String, String> = text
        .split('\0')
        .filter_map(|record| record.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    values.retain(|name, _| {
        !name.starts_with("HOLDFAST_") && name != "_" && name != "SHLVL" && name != "PWD" && name != "OLDPWD"
    });
    values.contains_key("PATH").then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_may_have_line_feeds_and_equal_signs_and_ours_are_left_out() {
        let values = parse(b"PATH=/bin\0A=b=c\nd\0HOLDFAST_SESSION=x\0").unwrap();
        assert_eq!(values.get("A").unwrap(), "b=c\nd");
        assert_eq!(values.len(), 2);
        assert!(parse(b"nonsense").is_none());
    }
}
