//! `subscribe`: the list now, and every change from now on.

use serde::{Deserialize, Serialize};

use super::DaemonStatus;
use crate::session::Session;

/// Asks for events on this connection, all sessions included. Again after `dropped`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Subscribe {}
crate::call!(Subscribe => "subscribe", Subscribed);

/// Everything as it is now; events follow without a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Subscribed {
    /// The daemon.
    pub daemon: DaemonStatus,
    /// All sessions, archived ones too, oldest first.
    pub sessions: Vec<Session>,
}
