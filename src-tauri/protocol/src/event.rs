//! What the daemon tells its subscribers. Unknown events are skipped.

use serde::{Deserialize, Serialize};

use crate::id::SessionId;
use crate::notification::Notification;
use crate::session::Session;

/// One change. A subscriber gets the whole list first, in the answer to `subscribe`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Event {
    /// A session is new or has changed; this is all of it.
    Session {
        /// The row as it is now.
        session: Box<Session>,
    },
    /// A session was wiped.
    Removed {
        /// Which.
        id: SessionId,
    },
    /// Every session has been looked at; the restore plan is ready.
    Reconciled,
    /// What could be restored may have changed: ask for the plan again.
    PlanChanged,
    /// Something that people should know, such as a full disk.
    Notice {
        /// For people: lower case, no full stop.
        message: String,
    },
    /// People are to be told something, or need not be any more. Agents do not hear of it.
    Notified {
        /// All of it.
        notification: Box<Notification>,
    },
    /// This subscriber was too slow and has missed events: it must subscribe again.
    Dropped,
    /// An event of a newer version.
    #[serde(other)]
    Unknown,
}
