//! `resume`: the next run of an ended session.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::Resume;
use protocol::session::Session;

use crate::connection::Asker;
use crate::context::{Daemon, off_loop};
use crate::environment;
use crate::session::Begin;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Resume) -> Result<Session, WireError> {
    super::not_leaving(daemon)?;
    daemon.wait_for_list().await;
    let entry = daemon.registry.find(&call.id)?;
    let environment = match call.environment {
        Some(environment) => environment,
        None => off_loop(environment::of_login_shell).await,
    };
    entry.handle.start(Begin { environment, size: call.size }).await
}
