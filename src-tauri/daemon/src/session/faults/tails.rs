//! What an interrupted host left at the end of its log.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use protocol::session::Size;
use store::log::{self, Run, Writer};
use store::process;

use super::scene::Scene;
use crate::session::close::Finding;

/// A log whose last record was cut off, and how long it is without it.
fn torn(scene: &Scene) -> (PathBuf, u64) {
    let dir = scene.run().join("log");
    let run = Run { session: scene.id.clone(), generation: 1 };
    Writer::create(&dir, run, Size::DEFAULT).unwrap().data(0, 1, b"whole").unwrap();
    let path = log::segment_path(&dir, 1);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, [&whole[..], &[7, 0, 0, 0, 1]].concat()).unwrap();
    (path, whole.len() as u64)
}

#[test]
fn the_torn_tail_of_a_run_that_is_closed_is_cut() {
    let scene = Scene::with_lost_run();
    let (path, whole) = torn(&scene);
    assert!(matches!(scene.look(), Finding::Ended(_)));
    assert_eq!(fs::metadata(path).unwrap().len(), whole);
}

#[test]
fn while_a_host_or_processes_of_the_run_may_be_there_nothing_is_cut() {
    let scene = Scene::with_lost_run();
    let (path, whole) = torn(&scene);
    let held = scene.lock();
    assert!(matches!(scene.files().look(true), Finding::HostLives { .. }));
    drop(held);
    assert_eq!(fs::metadata(path).unwrap().len(), whole + 5);

    let scene = Scene::with_session();
    let mut program = Command::new("setsid").args(["sleep", "60"]).spawn().unwrap();
    scene.begin_run(&process::identify(program.id()).unwrap());
    let (path, whole) = torn(&scene);
    let finding = scene.look();
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(matches!(finding, Finding::Orphaned { .. }), "{finding:?}");
    assert_eq!(fs::metadata(path).unwrap().len(), whole + 5);
}
