//! Removing the session for good, with its output. Only what is proved over is removed, and never half: a crash leaves
//! either the session or nothing that looks like one.

use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::id::SessionId;
use protocol::paths::Root;
use store::disk;
use store::lock::{self, Taken};

use super::close::RunFiles;
use super::run::Run;
use super::task::Task;
use super::{launch, record};
use crate::context::off_loop;
use crate::litter;
use crate::notifications::Note;

impl Task {
    /// Whether it could be wiped now.
    pub(super) async fn check_removable(&mut self) -> Result<(), WireError> {
        self.look().await;
        let name = &self.known.record().name;
        match &self.run {
            Run::None => Ok(()),
            Run::Ended { generation, .. } => {
                let files = self.files(*generation);
                let left = off_loop(move || files.survivors()).await?;
                if left.is_empty() { Ok(()) } else { Err(launch::orphaned(self.known.record(), &left)) }
            }
            Run::Live { .. } | Run::Starting { .. } => {
                Err(WireError::new(ErrorCode::StillAlive, format!("{name} still runs"))
                    .hint(format!("end it first: `holdfast kill {}`", self.id.short())))
            }
            Run::Orphaned { survivors, .. } => Err(launch::orphaned(self.known.record(), survivors)),
            Run::Unknown { .. } | Run::Unreachable { .. } => {
                Err(WireError::new(ErrorCode::Unreachable, self.row().why))
            }
        }
    }

    pub(super) async fn remove(&mut self) -> Result<(), WireError> {
        self.check_removable().await?;
        self.tidy_project().await;
        let name = &self.known.record().name;
        let (root, id) = (self.daemon.root.clone(), self.id.clone());
        let left = off_loop(move || wipe(&root, &id))
            .await
            .map_err(|error| WireError { message: format!("removing {name}: {}", error.message), ..error })?;
        self.daemon.registry.remove(&self.id);
        self.daemon.space.forget(&self.id);
        self.daemon.notifications.note(Note::Removed(self.id.clone()));
        if let Some(message) = left {
            self.daemon.registry.emit(&Event::Notice { message });
        }
        Ok(())
    }
}

/// Removes a session once it is proved under the lock of its newest run that nobody is left of it. Renamed out of the way
/// first; the next daemon removes what a crash leaves of it then. Returns what could not be removed now, for people.
pub(super) fn wipe(root: &Root, id: &SessionId) -> Result<Option<String>, WireError> {
    let _over = match record::latest_generation(root, id)? {
        None => None,
        Some(generation) => {
            let files = RunFiles::new(root, id, generation);
            let Taken::Yes(lock) = lock::take_within(&files.path("host.lock"), lock::PATIENCE)? else {
                return Err(WireError::new(ErrorCode::Busy, "its host is about to end").hint("try again in a moment"));
            };
            if !files.survivors()?.is_empty() {
                return Err(WireError::new(ErrorCode::Orphaned, "processes of its last run are still there")
                    .hint(format!("end them first: `holdfast kill {}`", id.short())));
            }
            Some(lock)
        }
    };
    let dir = root.session(id);
    let aside = litter::aside(&dir);
    disk::rename(&dir, &aside)?;
    if let Err(error) = store::durable::sync_parent(&dir) {
        // It could come back with the next power cut: then better now.
        disk::rename(&aside, &dir)?;
        return Err(error.into());
    }
    let left = disk::remove_tree(&aside).err();
    Ok(left.map(|error| format!("not all files of {id} could be removed, in {}: {error}", aside.display())))
}
