//! `promote`: an app's daemon becomes a headless one.

use serde::{Deserialize, Serialize};

use super::DaemonStatus;

/// Asks the daemon to stay until it is stopped. Idempotent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Promote {}
crate::call!(Promote => "promote", DaemonStatus);
