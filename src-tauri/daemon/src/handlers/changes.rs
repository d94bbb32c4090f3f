//! `changes`: what was changed where a session works. Git is asked, a few at a time.

use std::path::PathBuf;
use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Changes, GetChanges};

use crate::connection::Asker;
use crate::context::Daemon;
use crate::git;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: GetChanges) -> Result<Changes, WireError> {
    daemon.wait_for_list().await;
    let cwd = PathBuf::from(daemon.registry.find(&call.id)?.row.cwd);
    Ok(daemon.ask_git(move || git::changes::look(&cwd)).await)
}
