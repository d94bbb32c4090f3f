//! `diff`: how one file of a session's workspace differs from the last commit.

use std::path::PathBuf;
use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{Diff, GetDiff};

use crate::connection::Asker;
use crate::context::Daemon;
use crate::git;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: GetDiff) -> Result<Diff, WireError> {
    daemon.wait_for_list().await;
    let cwd = PathBuf::from(daemon.registry.find(&call.id)?.row.cwd);
    daemon.ask_git(move || git::diff::look(&cwd, &call.path, call.from.as_deref())).await
}
