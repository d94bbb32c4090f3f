//! What people are told once: that an agent waits for them, that something is finished or has failed. Data, and whether it is
//! still worth disturbing somebody; what to tell is the daemon's to decide, and whether to show it the client's.

use serde::{Deserialize, Serialize};

use crate::id::{Generation, SessionId};

/// What is older than this disturbs nobody, in milliseconds: it is in the list all the same.
pub const POPUP_AGE: u64 = 120_000;

/// What somebody is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum NotificationKind {
    /// An agent wants leave to do something.
    NeedsPermission,
    /// An agent wants an answer.
    Asks,
    /// An agent has done what it was asked, or a program ended well.
    Finished,
    /// A program ended in another way that nobody wanted.
    Failed,
    /// A restore was carried out.
    Restored,
    /// An agent works and has said nothing for long.
    Stuck,
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

/// One of them. It is told when it happens, and again when nobody needs it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Notification {
    /// Its number: greater than that of all before it, and never given twice in a root.
    #[cfg_attr(test, ts(type = "number"))]
    pub number: u64,
    /// The number of its last change, in the same count: its own, or a greater one once it is resolved. The greatest that a
    /// client has seen is its cursor.
    #[cfg_attr(test, ts(type = "number"))]
    pub change: u64,
    /// When it happened, in milliseconds since 1970.
    #[cfg_attr(test, ts(type = "number"))]
    pub at: u64,
    /// Which session it is about. Absent: several that were restored together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub session: Option<SessionId>,
    /// What the session is called, cleaned; how many there are where it is about several.
    pub name: String,
    /// What it is about.
    pub kind: NotificationKind,
    /// Which run of the session. 0 where it is about several.
    pub generation: Generation,
    /// Which change of the agent's activity in that run. 0 where it is about the run itself.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number"))]
    pub turn: u64,
    /// What it says to people: what is asked, or how the run ended. Cleaned, one line.
    pub text: String,
    /// It was found out so long after it happened that it disturbs nobody: it is for the list only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Since when nobody needs it any more, in milliseconds since 1970: it was answered, went on, was looked at, or its session
    /// is gone. Absent: it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    pub resolved_at: Option<u64>,
}

impl Notification {
    /// Whether it may still disturb somebody. `now`: in milliseconds since 1970.
    pub fn is_urgent(&self, now: u64) -> bool {
        !self.late && self.resolved_at.is_none() && now.saturating_sub(self.at) <= POPUP_AGE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_disturbed_by_what_is_old_late_or_resolved() {
        let note = |late, resolved_at| Notification {
            number: 1,
            change: 1,
            at: 1000,
            session: None,
            name: String::new(),
            kind: NotificationKind::Asks,
            generation: 1,
            turn: 1,
            text: String::new(),
            late,
            resolved_at,
        };
        for (what, note, now, expected) in [
            ("it just happened", note(false, None), 1000, true),
            ("two minutes ago", note(false, None), 1000 + POPUP_AGE, true),
            ("longer ago", note(false, None), 1001 + POPUP_AGE, false),
            ("found out late", note(true, None), 1000, false),
            ("answered", note(false, Some(1001)), 1002, false),
            ("the clock was set back", note(false, None), 0, true),
        ] {
            assert_eq!(note.is_urgent(now), expected, "{what}");
        }
    }
}
