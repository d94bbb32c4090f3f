//! What an examination of a root found: `holdfastd examine` prints it, `holdfast doctor` shows it. Data only.

use serde::{Deserialize, Serialize};

use crate::id::{Generation, SessionId};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something is wrong.
    Problem,
    /// Nothing is wrong, and yet less is safe than could be.
    Warning,
    /// Good to know.
    Note,
    /// A severity of a newer version.
    #[serde(other)]
    Unknown,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// The root directory.
    Root,
    /// The file system that it lies on.
    Disk,
    /// The daemon.
    Daemon,
    /// Sockets.
    Sockets,
    /// Records.
    Records,
    /// The settings file.
    Settings,
    /// Control groups and who is ended with whom.
    Scopes,
    /// What happens at log-out.
    Login,
    /// Limits of the system.
    Limits,
    /// The journal.
    Journal,
    /// Copies of our programs.
    Programs,
    /// Agents.
    Agents,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub area: Area,
    /// The thing itself: a path, a session.
    pub subject: String,
    /// What is to be said of it, for people: lower case, no full stop.
    pub message: String,
    /// What to do about it. Absent where nothing is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

impl Finding {
    /// A finding without a remedy.
    pub fn new(severity: Severity, area: Area, subject: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity, area, subject: subject.into(), message: message.into(), remedy: None }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Answer {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It cannot be told.
    #[serde(other)]
    Unknown,
}

/// Whether a session survives something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlook {
    /// Whether it does.
    pub survives: Answer,
    /// How, or why not, for people.
    pub why: String,
}

/// What a live session survives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prospects {
    /// That the app is quit.
    pub quit: Outlook,
    /// That the app crashes.
    pub app_crash: Outlook,
    /// That the daemon crashes.
    pub daemon_crash: Outlook,
    /// That Holdfast is updated.
    pub update: Outlook,
    /// That its user logs out.
    pub logout: Outlook,
    /// That the machine is started again. Its program never does; here it means: under the same id, with one command.
    pub reboot: Outlook,
}

/// One session that was examined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// Which.
    pub id: SessionId,
    /// Its name, or the beginning of its id where its record cannot be read.
    pub name: String,
    /// Its newest run. 0: none was ever claimed.
    pub generation: Generation,
    /// Whether a host holds that run.
    pub live: bool,
    /// What it survives, where it lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prospects: Option<Prospects>,
}

/// All that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examination {
    /// The version that examined.
    pub version: String,
    /// The root.
    pub root: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// Every session.
    pub sessions: Vec<Examined>,
}

impl Examination {
    /// Whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        !self.findings.iter().any(|finding| finding.severity == Severity::Problem)
    }
}
