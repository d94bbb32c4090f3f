//! `decline`: rows of the plan that are not wanted back.

use std::sync::Arc;

use protocol::envelope::Done;
use protocol::error::WireError;
use protocol::requests::Decline;

use crate::connection::Asker;
use crate::context::Daemon;
use crate::restore::carry_out;

pub(super) async fn answer(daemon: &Arc<Daemon>, asker: &Asker, call: Decline) -> Result<Done, WireError> {
    let by = super::actor(daemon, asker).await;
    carry_out::decline(daemon, &call.ids, &by).await?;
    Ok(Done {})
}
