//! `farewells.json`: that the system was about to be shut down, or the user to be logged out, while a daemon was there to
//! hear it. Written by the daemon, durable before the system goes on.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record;

/// What was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FarewellKind {
    /// The system is shut down or restarted, in order.
    Shutdown,
    /// The user's last session has ended, and what is the user's ends with it.
    Logout,
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

/// One announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Farewell {
    /// The boot that it is about.
    pub boot_id: String,
    /// What was announced.
    pub kind: FarewellKind,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// The announcements of the last boots, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Farewells {
    /// All that are kept.
    pub farewells: Vec<Farewell>,
    /// Fields of a newer build.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}
record!(Farewells);
