//! Notes that the system or the user's manager is going down, before it does, so that sessions that are gone afterwards
//! are not taken for lost. It stops nothing and keeps nothing from stopping.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use protocol::paths::Root;
use serde_json::Map;
use store::records::{self, Farewell, FarewellKind, Farewells};
use store::{process, scope};

use crate::context::{Daemon, off_loop};
use crate::platform::logind;

/// So many are kept; those of earlier boots explain runs that nobody has looked at since.
const KEPT: usize = 8;
/// How long the service managers may take to say what is going down, each.
const WORD: Duration = Duration::from_millis(400);

/// Hears announcements of shutdowns for as long as the daemon lives. A system without any is none the worse.
pub async fn listen(daemon: Arc<Daemon>) {
    let Some(bus) = scope::system_bus() else { return };
    let root = daemon.root.clone();
    let told = move |begins| {
        logged(if begins { note(&root, FarewellKind::Shutdown) } else { call_off(&root, FarewellKind::Shutdown) })
    };
    if let Err(error) = logind::listen(&bus, told).await {
        tracing::info!("shutdowns are not heard of: {error}");
    }
}

/// The daemon was told to leave by a signal: is it because something is going down?
pub async fn ask(daemon: &Daemon) {
    let root = daemon.root.clone();
    off_loop(move || {
        if let Some(kind) = scope::farewell(WORD) {
            tracing::info!("going down: {kind:?}");
            logged(note(&root, kind));
        }
    })
    .await;
}

/// All runs that were gone when this daemon started have been looked at: an earlier farewell of this boot explains no
/// further one. Blocking.
pub fn have_served(root: &Root, started_at: u64) {
    let Ok(boot_id) = process::boot_id() else { return };
    logged(change(root, |all| all.retain(|one| one.boot_id != boot_id || one.at >= started_at)));
}

fn note(root: &Root, kind: FarewellKind) -> io::Result<()> {
    let boot_id = process::boot_id()?;
    let farewell = Farewell { boot_id, kind, at: store::now_ms(), unknown: Map::new() };
    change(root, |all| all.push(farewell))
}

fn call_off(root: &Root, kind: FarewellKind) -> io::Result<()> {
    let boot_id = process::boot_id()?;
    change(root, |all| all.retain(|one| one.boot_id != boot_id || one.kind != kind))
}

fn change(root: &Root, change: impl FnOnce(&mut Vec<Farewell>)) -> io::Result<()> {
    let path = root.farewells();
    let before = records::read::<Farewells>(&path)?.record().unwrap_or_default();
    let mut after = before.clone();
    change(&mut after.farewells);
    after.farewells.drain(..after.farewells.len().saturating_sub(KEPT));
    if after == before { Ok(()) } else { records::replace(&path, &after) }
}

fn logged(outcome: io::Result<()>) {
    if let Err(error) = outcome {
        tracing::error!("noting what is going down: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shutdown_that_was_called_off_leaves_no_farewell_and_the_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        let root = Root::open(&dir.path().join("root")).unwrap();
        let kinds = || -> Vec<FarewellKind> {
            let record = records::read::<Farewells>(&root.farewells()).unwrap().record().unwrap_or_default();
            record.farewells.iter().map(|farewell| farewell.kind).collect()
        };
        note(&root, FarewellKind::Logout).unwrap();
        note(&root, FarewellKind::Shutdown).unwrap();
        assert_eq!(kinds(), [FarewellKind::Logout, FarewellKind::Shutdown]);
        call_off(&root, FarewellKind::Shutdown).unwrap();
        assert_eq!(kinds(), [FarewellKind::Logout]);
        have_served(&root, 0);
        assert_eq!(kinds(), [FarewellKind::Logout], "one that came after the start may still explain something");
        have_served(&root, u64::MAX);
        assert_eq!(kinds(), []);
        (0..20).for_each(|_| note(&root, FarewellKind::Shutdown).unwrap());
        assert_eq!(kinds().len(), KEPT);
    }
}
