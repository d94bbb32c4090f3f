//! The user's settings, as far as the daemon needs them. It reads them anew at each use and never writes them.
//! What is wrong with the file is told wherever it is read; it keeps nobody from starting or stopping.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use serde::Deserialize;

use crate::awake::KeepAwake;
use crate::context::{Daemon, off_loop};
use crate::journal::entries;
use crate::space::Bounds;
use crate::watchdog::GRACE;

/// The settings as they are now. Where they cannot be read the defaults apply, and why is told once in the log and as an
/// event.
pub async fn current(daemon: &Daemon) -> Settings {
    read_and_tell(daemon).await.unwrap_or_default()
}

/// What is wrong with the settings as they are now, for people. Empty where nothing is.
pub async fn problems(daemon: &Daemon) -> Vec<String> {
    read_and_tell(daemon).await.err().map(in_words).into_iter().collect()
}

async fn read_and_tell(daemon: &Daemon) -> Result<Settings, WireError> {
    let path = daemon.root.settings();
    let read = off_loop(move || Settings::read(&path)).await;
    let problem = read.as_ref().err().cloned().map(in_words);
    if daemon.settings_told.is_news(problem.as_deref())
        && let Some(message) = problem
    {
        tracing::warn!("{message}");
        daemon.journal.note(entries::settings_malformed(&message));
        daemon.registry.emit(&Event::Notice { message });
    }
    read
}

fn in_words(error: WireError) -> String {
    format!("{}; the defaults apply", error.message)
}

/// What was last told of the settings: the same problem is told once, however often they are read.
#[derive(Debug, Default)]
pub struct Told(Mutex<Option<String>>);

impl Told {
    fn is_news(&self, problem: Option<&str>) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let news = told.as_deref() != problem;
        *told = problem.map(str::to_owned);
        news
    }
}

/// How long a session may take until its program runs.
const START_LEAVE: Duration = Duration::from_secs(10);
/// How long a working agent may say nothing until it counts as stuck.
const STUCK_AFTER: Duration = Duration::from_secs(10 * 60);
/// Ten years, in seconds: never, and nothing overflows.
const LONGEST_STUCK: f64 = 10.0 * 366.0 * 24.0 * 3600.0;
/// Agents that start agents must not fill a machine.
const MOST_WORKERS: usize = 8;
const MIB: u64 = 1024 * 1024;
/// Some whole segments, in MiB.
const LEAST_OF_SESSION: u64 = 4;
/// So that not every session's end removes what the one before has left, in MiB.
const LEAST_OF_ALL: u64 = 16;
/// A PiB, in MiB: nothing is bounded by it, and nothing overflows.
const MOST_MIB: u64 = 1024 * 1024 * 1024;
/// A longer file is no settings file, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// What the daemon reads of `settings.toml`. Unknown keys are left alone.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `[daemon]`
    pub daemon: DaemonSettings,
    /// `[restore]`
    pub restore: RestoreSettings,
    /// `[log]`
    pub log: LogSettings,
    /// `[agents]`
    pub agents: AgentSettings,
    /// `[power]`
    pub power: PowerSettings,
}

/// `[daemon]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct DaemonSettings {
    /// How long the app may be away before its daemon leaves, in seconds. Absent: 5.
    pub grace_seconds: Option<u64>,
    /// How long a session may take until its program runs, in seconds, at least 1. Absent: 10.
    pub start_seconds: Option<u64>,
}

/// `[restore]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct RestoreSettings {
    /// What is brought back without asking.
    pub policy: Policy,
}

/// `[log]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct LogSettings {
    /// How much is kept of one session's output, in MiB, at least 4. Absent: 16. Live runs keep what they were started with.
    pub session_mib: Option<u64>,
    /// How much is kept of all sessions' output, in MiB, at least 16. Absent: 2048.
    pub total_mib: Option<u64>,
}

/// `[agents]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct AgentSettings {
    /// How long an agent may work without printing anything or calling a hook until it counts as stuck, in minutes, at least a
    /// second. Absent: 10. Counts from the next time that it begins to work.
    pub stuck_minutes: Option<f64>,
    /// How many workers may run at once that agents have started; more wait for a place. At least 1. Absent: 8.
    pub most_workers: Option<usize>,
}

/// `[power]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct PowerSettings {
    /// When the computer is kept from falling asleep: `off`, `agents` (while one works), `on`.
    pub keep_awake: KeepAwake,
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
        let failed = |code, why: String| WireError::new(code, format!("reading {}: {why}", path.display()));
        let text = match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            // Reading a pipe would wait for ever.
            Ok(meta) if !meta.is_file() => return Err(failed(ErrorCode::Io, "it is not a file".to_owned())),
            Ok(meta) if meta.len() > LONGEST => {
                return Err(failed(ErrorCode::TooLarge, format!("it has {} bytes", meta.len())));
            }
            Ok(_) => std::fs::read_to_string(path),
            Err(error) => Err(error),
        };
        let text = text.map_err(|error| failed(ErrorCode::Io, error.to_string()))?;
        toml::from_str(&text).map_err(|error: toml::de::Error| {
            failed(ErrorCode::BadRequest, place(&text, &error))
                .hint("mend the line, or remove the file to use the defaults")
        })
    }

    /// How long a session may take until its program runs.
    pub fn start_leave(&self) -> Duration {
        self.daemon.start_seconds.map_or(START_LEAVE, |seconds| Duration::from_secs(seconds.clamp(1, 3600)))
    }

    /// How much may be kept of the sessions' output.
    pub fn bounds(&self) -> Bounds {
        let bytes = |mib: Option<u64>, least| mib.map(|mib| mib.clamp(least, MOST_MIB) * MIB);
        let usual = Bounds::default();
        let session = bytes(self.log.session_mib, LEAST_OF_SESSION).unwrap_or(usual.session);
        Bounds { session, total: bytes(self.log.total_mib, LEAST_OF_ALL).unwrap_or(usual.total) }
    }

    /// How long a working agent may say nothing.
    pub fn stuck_after(&self) -> Duration {
        let minutes = self.agents.stuck_minutes.filter(|minutes| !minutes.is_nan());
        minutes.map_or(STUCK_AFTER, |minutes| Duration::from_secs_f64((minutes * 60.0).clamp(1.0, LONGEST_STUCK)))
    }

    /// How many workers may run at once that agents have started.
    pub fn most_workers(&self) -> usize {
        self.agents.most_workers.unwrap_or(MOST_WORKERS).max(1)
    }

    /// When the computer is kept from falling asleep.
    pub fn keep_awake(&self) -> KeepAwake {
        self.power.keep_awake
    }

    /// How long the app may be away.
    pub fn grace(&self) -> Duration {
        self.daemon.grace_seconds.map_or(GRACE, Duration::from_secs)
    }
}

/// Where and why, in one line.
fn place(text: &str, error: &toml::de::Error) -> String {
    let why = error.message().lines().collect::<Vec<_>>().join("; ");
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => format!("line {}: {why}", before.matches('\n').count() + 1),
        None => why,
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
        assert!(error.message.contains("settings.toml: line 2: "), "{}", error.message);
        assert!(!error.message.contains('\n'), "{}", error.message);
        std::fs::write(&path, "\n[restore]\npolicy = \"everything\"\n").unwrap();
        assert!(Settings::read(&path).unwrap_err().message.contains("line 3: "));
        for bytes in [&b"\xff\xfe"[..], b"policy", &[b'#'; 2 << 20]] {
            std::fs::write(&path, bytes).unwrap();
            assert!(Settings::read(&path).is_err());
        }
        assert!(Settings::read(dir.path()).unwrap_err().message.ends_with("it is not a file"));
    }

    #[test]
    fn a_start_is_waited_for_as_long_as_makes_sense() {
        for (text, seconds) in
            [("", 10), ("start_seconds = 3", 3), ("start_seconds = 0", 1), ("start_seconds = 99999", 3600)]
        {
            let settings: Settings = toml::from_str(&format!("[daemon]\n{text}\n")).unwrap();
            assert_eq!(settings.start_leave(), Duration::from_secs(seconds), "{text}");
        }
    }

    #[test]
    fn an_agent_may_be_silent_as_long_as_the_settings_say_within_reason() {
        let never = LONGEST_STUCK;
        for (text, seconds) in [
            ("", 600.0),
            ("stuck_minutes = 3", 180.0),
            ("stuck_minutes = 0.5", 30.0),
            ("stuck_minutes = -1", 1.0),
            ("stuck_minutes = inf", never),
            ("stuck_minutes = nan", 600.0),
        ] {
            let settings: Settings = toml::from_str(&format!("[agents]\n{text}\n")).unwrap();
            assert_eq!(settings.stuck_after(), Duration::from_secs_f64(seconds), "{text}");
        }
    }

    #[test]
    fn output_is_bounded_as_the_settings_say_within_reason() {
        for (text, session, total) in [
            ("", 16, 2048),
            ("session_mib = 64", 64, 2048),
            ("session_mib = 0\ntotal_mib = 1", 4, 16),
            ("total_mib = 9223372036854775807", 16, MOST_MIB),
        ] {
            let settings: Settings = toml::from_str(&format!("[log]\n{text}\n")).unwrap();
            assert_eq!(settings.bounds(), Bounds { session: session * MIB, total: total * MIB }, "{text}");
        }
    }

    #[test]
    fn the_same_problem_is_told_once_and_again_when_it_comes_back() {
        let told = Told::default();
        let news: Vec<bool> =
            [None, Some("a"), Some("a"), Some("b"), None, Some("b")].map(|problem| told.is_news(problem)).into();
        assert_eq!(news, [false, true, false, true, true, true]);
    }
}
