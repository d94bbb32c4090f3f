//! `survival`: what a session would live through, as things stand now.

use serde::{Deserialize, Serialize};

/// Asks what a session would live through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetSurvival {
    /// As a person typed it.
    pub id: String,
}
crate::call!(GetSurvival => "survival", Survival);

/// What a session would live through.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Survival {
    /// One for each incident, the most ordinary first. Empty where the session has ended: nothing can happen to it.
    pub facts: Vec<SurvivalFact>,
}

/// What one incident would do to a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct SurvivalFact {
    /// What happens.
    pub what: Incident,
    /// Whether the session lives through it.
    pub holds: Holds,
    /// Why, and what could be done about it, for people. Absent: there is nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub note: Option<String>,
}

/// What may happen to a session without anybody asking it to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Incident {
    /// The app is quit, or its window closed.
    Quit,
    /// The app or the daemon crashes.
    Crash,
    /// Holdfast is updated.
    Update,
    /// The user logs out.
    Logout,
    /// The computer is restarted, or loses power.
    Reboot,
    /// Something of a newer version.
    #[serde(other)]
    Unknown,
}

/// Whether a session lives through something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Holds {
    /// Its program runs on.
    Yes,
    /// Its program ends, and a restore brings it back, as the note says.
    Resumes,
    /// Its program ends, and nothing brings it back by itself.
    No,
    /// Nobody can tell.
    #[serde(other)]
    Unknown,
}
