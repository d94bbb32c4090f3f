//! `plan`: what could be brought back.

use serde::{Deserialize, Serialize};

use crate::plan::Plan;

/// Asks for the restore plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
pub struct GetPlan {}
crate::call!(GetPlan => "plan", Plan);
