//! `usage`: what all live sessions take. One measurement serves all who ask within a second.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{GetUsage, SessionUsage, Usage};

use crate::connection::Asker;
use crate::context::Daemon;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, _call: GetUsage) -> Result<Usage, WireError> {
    daemon.wait_for_list().await;
    let measured = daemon.meter.measure(daemon, None).await?;
    let there = measured.sessions.iter().filter(|(_, taken)| !taken.processes.is_empty());
    let sessions: Vec<SessionUsage> = there
        .map(|(id, taken)| SessionUsage {
            id: id.clone(),
            cpu: taken.cpu,
            memory: taken.memory(),
            processes: taken.processes.len(),
        })
        .collect();
    let cpu = sessions.iter().filter_map(|session| session.cpu).reduce(|sum, cpu| sum + cpu);
    // To one decimal, as its parts.
    let cpu = cpu.map(|sum| (sum * 10.0).round() / 10.0);
    let memory = sessions.iter().map(|session| session.memory).sum();
    Ok(Usage { at: measured.at, sessions, cpu, memory, memory_is: measured.memory_is })
}
