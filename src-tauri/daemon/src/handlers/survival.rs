//! `survival`: what a session would live through, as things stand now.

use std::sync::Arc;

use protocol::error::WireError;
use protocol::paths::Root;
use protocol::requests::{GetSurvival, Survival, SurvivalFact};
use protocol::session::{Session, Status};
use store::cgroup;
use store::records::{self, Found, Host, SessionRecord};

use crate::connection::Asker;
use crate::context::Daemon;
use crate::prospects;
use crate::prospects::look::{Around, facts};
use crate::restore::evidence::{self, Agents, Looked};
use crate::restore::plan;
use crate::survival::{self, Back};

pub(super) async fn answer(daemon: &Arc<Daemon>, _asker: &Asker, call: GetSurvival) -> Result<Survival, WireError> {
    daemon.wait_for_list().await;
    let row = daemon.registry.find(&call.id)?.row;
    let facts = match row.status {
        Status::Orphaned => {
            survival::unknown("its host is gone and its processes are still there: kill it, or resume it")
        }
        status if !status.is_live() => Vec::new(),
        _ => {
            let root = daemon.root.clone();
            daemon.look(move || of_live(&root, &row)).await
        }
    };
    Ok(Survival { facts })
}

/// Looks where its host stands and what it would need to be started again. Blocking.
fn of_live(root: &Root, row: &Session) -> Vec<SurvivalFact> {
    let run = root.generation(&row.id, row.generation);
    let host = records::read::<Host>(&run.join("host.json")).ok().and_then(Found::record);
    let known = records::read::<SessionRecord>(&root.session(&row.id).join("session.json"));
    let known = known.ok().and_then(Found::record);
    let around = Around::of(cgroup::of(std::process::id()));
    // What it would need to be started again is looked up below, and closer.
    let prospects = prospects::of(&facts(root, host.as_ref(), None, &around));
    let has_prompt = known.is_some_and(|known| known.spec.prompt.is_some());
    let Looked { evidence, begins } = evidence::look(row, has_prompt, &Agents::load(root));
    let (can, why) = plan::can(row.kind, has_prompt, &evidence, begins);
    survival::facts(&prospects, &Back { can, agent: row.agent.is_some(), evidence, why })
}
