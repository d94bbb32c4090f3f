//! `processes`: everybody of one session. Measured together with all others; only what each is called is looked up for it alone.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{GetProcesses, Processes};
use store::usage::said;

use crate::connection::Asker;
use crate::context::Daemon;
use crate::usage::tree;

/// A person looks through no more.
const MOST: usize = 500;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: GetProcesses) -> Result<Processes, WireError> {
    daemon.wait_for_list().await;
    let row = daemon.registry.find(&call.id)?.row;
    let live = Some(&row.id).filter(|_| row.status.is_live());
    let measured = daemon.meter.measure(daemon, live).await?;
    // What was measured a moment before the end is not there any more.
    let taken = live.and_then(|id| measured.sessions.get(id)).cloned().unwrap_or_default();
    let (processes, limited) = daemon
        .look(move || {
            let (list, limited) = tree::ordered(&taken.processes, MOST);
            (tree::described(list, |process| said(process.pid, process.start)), limited)
        })
        .await;
    let history = daemon.meter.history(&row.id);
    Ok(Processes { at: measured.at, processes, limited, memory_is: measured.memory_is, history })
}
