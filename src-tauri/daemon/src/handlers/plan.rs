//! `plan`: what could be brought back.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::plan::Plan;
use protocol::requests::GetPlan;

use crate::connection::Asker;
use crate::context::Daemon;
use crate::restore::carry_out;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, _call: GetPlan) -> Result<Plan, WireError> {
    Ok(carry_out::make(daemon).await)
}
