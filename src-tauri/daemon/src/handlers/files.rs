//! `files`: files below a session's directory, by parts of their names.

use std::path::PathBuf;
use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{FindFiles, FoundFiles};

use crate::connection::Asker;
use crate::context::Daemon;

/// How many are told where nobody says, and at most.
const USUAL: usize = 50;
const MOST: usize = 200;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: FindFiles) -> Result<FoundFiles, WireError> {
    daemon.wait_for_list().await;
    let cwd = PathBuf::from(daemon.registry.find(&call.id)?.row.cwd);
    let (files, limit) = (daemon.files.clone(), call.limit.unwrap_or(USUAL).min(MOST));
    Ok(daemon.ask_git(move || files.find(&cwd, &call.text, limit)).await)
}
