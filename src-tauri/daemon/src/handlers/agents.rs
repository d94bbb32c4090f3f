//! `agents`: what can be run here. Every installed agent is asked, several at the same time and each with a time limit.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::requests::{AgentRow, Agents, KnownAgents, PermissionMode};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::agents::{Adapter, Catalogue, Found};
use crate::connection::Asker;
use crate::context::{Daemon, off_loop};
use crate::environment;

/// How many agents are asked at the same time: each may start an interpreter of its own.
const AT_ONCE: usize = 4;

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: Agents) -> Result<KnownAgents, WireError> {
    let config = daemon.root.config();
    let (catalogue, env) = off_loop(move || (Catalogue::load(&config), environment::of_login_shell())).await;
    let (turns, env) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(env));
    let mut looks = JoinSet::new();
    for adapter in catalogue.all() {
        let (adapter, daemon, turns, env) = (adapter.clone(), daemon.clone(), turns.clone(), env.clone());
        looks.spawn(async move {
            // It is never closed.
            let _turn = turns.acquire().await;
            off_loop(move || row(&adapter, daemon.versions.look(&adapter, &env))).await
        });
    }
    let mut agents = looks.join_all().await;
    agents.retain(|agent| call.all || agent.path.is_some());
    agents.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(KnownAgents { agents, problems: catalogue.problems().iter().map(ToString::to_string).collect() })
}

fn row(adapter: &Adapter, found: Found) -> AgentRow {
    let modes = adapter.permission_modes().iter();
    AgentRow {
        id: adapter.id().to_owned(),
        name: adapter.name().to_owned(),
        path: found.path.map(|path| path.to_string_lossy().into_owned()),
        version: found.version,
        signed_in: found.signed_in,
        signed_in_why: found.why,
        resumable: adapter.is_resumable(),
        hooked: adapter.is_hooked(),
        takes_model: adapter.takes_model(),
        permission_modes: modes
            .map(|(id, mode)| PermissionMode { id: id.clone(), says: mode.says.clone(), bypass: mode.bypass })
            .collect(),
        writes: adapter.writes(),
        trust: adapter.trust().map(str::to_owned),
        install: adapter.install().map(str::to_owned),
    }
}
