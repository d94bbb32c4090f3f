//! `show`: one session with its runs. A host that is silent is waited for, but not for long.

use std::sync::Arc;
use std::time::Duration;

use protocol::error::WireError;
use protocol::requests::{Show, Shown};

use crate::connection::Asker;
use crate::context::{Daemon, off_loop};
use crate::session::shown::shown;

/// How long a fresh word is waited for; after it the last one is shown, with its age.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Show) -> Result<Shown, WireError> {
    daemon.wait_for_list().await;
    let entry = daemon.registry.find(&call.id)?;
    daemon.registry.want_words();
    if entry.row.status.is_live() {
        entry.handle.fresh_word(PATIENCE).await;
    }
    let entry = daemon.registry.get(&entry.row.id).unwrap_or(entry);
    let root = daemon.root.clone();
    off_loop(move || shown(&root, entry.row)).await
}
