//! Commands that wait for their turn behind others: what they were given for may not hold any more when it comes.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use protocol::end::IntentReason;
use protocol::error::{ErrorCode, WireError};
use protocol::event::Event;
use protocol::requests::{Archiving, Outcome};
use protocol::session::{Archive, Status};
use tokio::sync::oneshot;

use super::scene::{Scene, user};
use crate::context::Daemon;
use crate::handlers::stop_all;
use crate::registry::Entry;
use crate::session::{self, Begin, Handle, Start, record};
use crate::watchdog::{GRACE, Watchdog};

/// A daemon that has looked at the scene's session, and no program to start a host from.
async fn adopted(scene: &Scene) -> (Arc<Daemon>, Handle) {
    let watchdog = Watchdog::new(protocol::requests::Owner::Headless, false, GRACE);
    let programs = PathBuf::from("/nonexistent");
    let daemon = Daemon::new(scene.root.clone(), programs, "nonce".to_owned(), None, watchdog);
    let known = record::read(&scene.root, &scene.id).unwrap();
    let (looked, told) = oneshot::channel();
    let handle = session::spawn(&daemon, scene.id.clone(), known, Start::Adopt { generation: Some(1), looked });
    told.await.unwrap();
    (daemon, handle)
}

/// What a restore of the first run asks for.
fn restore() -> Begin {
    let environment = [("PATH".to_owned(), "/usr/bin:/bin".to_owned())].into();
    Begin { environment, lost: Some(1), ..Begin::default() }
}

fn is_left_alone(scene: &Scene, error: &WireError) {
    assert_eq!(error.code, ErrorCode::StillAlive, "{error:?}");
    assert_eq!(record::generations(&scene.root, &scene.id).unwrap(), [1]);
}

#[tokio::test]
async fn a_restore_that_waited_for_its_turn_behind_a_kill_starts_nothing() {
    let scene = Scene::with_lost_run();
    let (_daemon, handle) = adopted(&scene).await;
    let kill = handle.stop(user(), IntentReason::Kill, true);
    let (killed, started) = tokio::join!(kill, handle.start(restore()));
    assert_eq!(killed.unwrap().result, Outcome::AlreadyGone);
    is_left_alone(&scene, &started.unwrap_err());
}

#[tokio::test]
async fn a_restore_that_waited_for_its_turn_behind_an_archive_starts_nothing() {
    let scene = Scene::with_lost_run();
    let (daemon, handle) = adopted(&scene).await;
    let (archived, started) = tokio::join!(handle.archive(user()), handle.start(restore()));
    assert_eq!(archived.unwrap().result, Archiving::Archived);
    is_left_alone(&scene, &started.unwrap_err());
    assert_eq!(daemon.registry.get(&scene.id).unwrap().row.archive, Archive::Done);
}

#[tokio::test]
async fn a_lost_run_that_nobody_touched_is_tried() {
    let scene = Scene::with_lost_run();
    let (_daemon, handle) = adopted(&scene).await;
    assert_eq!(handle.start(restore()).await.unwrap_err().code, ErrorCode::StartFailed);
    assert_eq!(record::generations(&scene.root, &scene.id).unwrap(), [1, 2]);
}

#[tokio::test]
async fn a_resume_that_is_refused_leaves_the_wish_to_archive() {
    let scene = Scene::with_lost_run();
    let _held = scene.lock();
    let (daemon, handle) = adopted(&scene).await;
    let archived = handle.archive(user()).await.unwrap();
    assert_eq!(archived.result, Archiving::Pending);
    let resumed = handle.start(Begin { lost: None, ..restore() }).await;
    assert_eq!(resumed.unwrap_err().code, ErrorCode::StillAlive);
    assert_eq!(daemon.registry.get(&scene.id).unwrap().row.archive, Archive::Pending);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_never_answers_keeps_no_full_stop_from_its_end() {
    let scene = Scene::with_lost_run();
    let (daemon, _handle) = adopted(&scene).await;
    let (handle, _unheard) = Handle::without_task();
    let entry = Entry { handle, ..daemon.registry.get(&scene.id).unwrap() };
    let actor = user();
    let stopping = stop_all(&daemon, vec![entry], &actor, IntentReason::FullStop, false);
    let stopped = tokio::time::timeout(Duration::from_secs(600), stopping).await.expect("it ends");
    assert_eq!(stopped[0].result, Outcome::StillAlive);
}

#[tokio::test(start_paused = true)]
async fn a_host_that_hangs_before_its_first_word_stays_unreachable_however_often_it_is_looked_at() {
    let scene = Scene::with_session();
    scene.claim().unwrap();
    let _hangs = scene.lock();
    let (daemon, _handle) = adopted(&scene).await;
    let (sessions, mut events) = daemon.registry.subscribe(true);
    assert_eq!(sessions[0].status, Status::Unreachable);
    let changed = async {
        while let Some(event) = events.next().await {
            if let Event::Session { session } = serde_json::from_slice(&event).unwrap() {
                assert_eq!(session.status, Status::Unreachable);
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(120), changed).await.unwrap_err();
}
