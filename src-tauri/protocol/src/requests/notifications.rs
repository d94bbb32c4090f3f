//! `notifications`: what people were told, and what has become of it since.

use serde::{Deserialize, Serialize};

use crate::notification::Notification;

/// Asks for the notifications that are new or have changed since. Only people may. Whoever wants to miss none subscribes
/// first: what is in both has the same number and change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetNotifications {
    /// The asker's cursor: the greatest `change` it has seen. 0: everything that is kept.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "number"))]
    pub after: u64,
}
crate::call!(GetNotifications => "notifications", Notifications);

/// Some notifications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Notifications {
    /// In the order of their last change, at most [`Self::MOST`].
    pub notifications: Vec<Notification>,
    /// There are more: ask again after the last of these.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
    /// The newest change there is: the cursor of whoever wants nothing of before. Less than the asker's: these are of another
    /// root's count, and the asker begins anew.
    #[cfg_attr(test, ts(type = "number"))]
    pub last: u64,
}

impl Notifications {
    /// How many are in one answer at most, so that it fits a frame.
    pub const MOST: usize = 100;
}
