//! `decline`: do not offer these rows of the restore plan again.

use serde::{Deserialize, Serialize};

use crate::envelope::Done;

/// Asks to remember that these lost runs are not wanted back. A later loss of the same session is offered again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct Decline {
    /// As a person typed them. Empty: every row of the plan.
    #[serde(default)]
    pub ids: Vec<String>,
}
crate::call!(Decline => "decline", Done);
