//! Taking out of the project what its agent needed there, once the run is over. Nobody fails for it: what cannot be taken out
//! now is tried when the session is next looked at.

use std::path::Path;

use protocol::session::Session;

use super::launch::project_note;
use super::task::Task;
use crate::agents::project;
use crate::context::off_loop;

impl Task {
    /// Takes it out, unless another session's agent of the same kind still works there.
    pub(super) async fn tidy_project(&self) {
        let Some(agent) = self.known.record().spec.agent.clone() else { return };
        let (note, own, daemon) = (project_note(&self.daemon.root, &self.id), self.id.clone(), self.daemon.clone());
        let taken = off_loop(move || {
            // Looked at under the turn of all runs: whoever starts is listed before it writes.
            project::take_back(&note, |dir| {
                let needs = |row: &Session| row.agent.as_ref() == Some(&agent) && Path::new(&row.cwd) == dir;
                daemon.registry.list(true).iter().any(|row| row.id != own && row.status.is_live() && needs(row))
            })
        });
        if let Err(error) = taken.await {
            tracing::warn!("{}: taking our files out of its project: {error}", self.id);
        }
    }
}
