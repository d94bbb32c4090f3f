//! `notifications`: what people were told, and what has become of it since.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{GetNotifications, Notifications};

use crate::connection::Asker;
use crate::context::Daemon;

#[expect(clippy::unused_async, reason = "handlers are called alike")]
pub(super) async fn answer(
    daemon: &Arc<Daemon>,
    _asker: &Asker,
    call: GetNotifications,
) -> Result<Notifications, WireError> {
    Ok(daemon.notifications.after(call.after))
}
