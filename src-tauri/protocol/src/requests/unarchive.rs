//! `unarchive`: take sessions out again, or call off what is still to be archived. It starts and stops nothing.

use serde::{Deserialize, Serialize};

use crate::error::WireError;
use crate::id::SessionId;

/// Asks to take sessions out again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Unarchive {
    /// As a person typed them.
    pub ids: Vec<String>,
}
crate::call!(Unarchive => "unarchive", Vec<Unarchived>);

/// What became of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export, optional_fields))]
pub struct Unarchived {
    /// Which.
    pub id: SessionId,
    /// What became of it.
    pub result: Unarchiving,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<WireError>,
}

/// What an unarchive came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub enum Unarchiving {
    /// It was put away and is listed again.
    Unarchived,
    /// It was to be archived and will not be.
    CalledOff,
    /// It was not put away; nothing was changed.
    Already,
    /// Nothing was changed; `error` says why.
    Failed,
    /// A result of a newer version.
    #[serde(other)]
    Unknown,
}
