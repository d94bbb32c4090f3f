//! The user's settings, as far as the daemon needs them. It reads and never writes them.

use std::path::Path;
use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use serde::Deserialize;

use crate::watchdog::GRACE;

/// What the daemon reads of `settings.toml`. Unknown keys are left alone.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `[daemon]`
    pub daemon: DaemonSettings,
    /// `[restore]`
    pub restore: RestoreSettings,
}

/// `[daemon]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct DaemonSettings {
    /// How long the app may be away before its daemon leaves, in seconds. Absent: 5.
    pub grace_seconds: Option<u64>,
}

/// `[restore]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RestoreSettings {
    /// What is brought back without asking.
    pub policy: Policy,
}

/// What is brought back without asking when the daemon starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// Nothing.
    #[default]
    Ask,
    /// Orchestrators.
    Orchestrators,
    /// Every ticked row of the plan.
    All,
}

impl Settings {
    /// Reads the settings. A missing file is an empty one.
    ///
    /// # Errors
    /// `bad_request` naming the file and the line where it cannot be read as settings.
    pub fn read(path: &Path) -> Result<Self, WireError> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                WireError::new(ErrorCode::BadRequest, format!("reading {}: {error}", path.display()))
                    .hint("mend the line, or remove the file to use the defaults")
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(WireError::new(ErrorCode::Io, format!("reading {}: {error}", path.display()))),
        }
    }

    /// How long the app may be away.
    pub fn grace(&self) -> Duration {
        self.daemon.grace_seconds.map_or(GRACE, Duration::from_secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_fine_and_a_malformed_one_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("settings.toml");
        assert_eq!(Settings::read(&path).unwrap(), Settings::default());
        std::fs::write(&path, "[daemon]\ngrace_seconds = 2\n[ui]\ntheme = \"dark\"\n[restore]\npolicy = \"all\"\n")
            .unwrap();
        let settings = Settings::read(&path).unwrap();
        assert_eq!((settings.grace(), settings.restore.policy), (Duration::from_secs(2), Policy::All));
        std::fs::write(&path, "[daemon]\ngrace_seconds = soon\n").unwrap();
        let error = Settings::read(&path).unwrap_err();
        assert!(error.message.contains("settings.toml") && error.message.contains("line 2"), "{}", error.message);
    }
}
