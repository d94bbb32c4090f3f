//! The changes that take more than one step, each with what an error must name and what must hold in the end.

use std::fs;

use protocol::end::EndReason;
use serde_json::Map;
use store::records::Decision;

use super::scene::{GARBAGE, Scene, end_of, gone, kill};
use crate::restore::{decisions, last_stop};
use crate::session::close::Finding;
use crate::session::record::{self, Known};
use crate::session::{intent, wipe};

/// One change.
pub struct Case {
    pub name: &'static str,
    /// What is there before.
    pub before: fn() -> Scene,
    /// The change. An error as people read it.
    pub act: fn(&Scene) -> Result<(), String>,
    /// What an error must name. `None`: the change succeeds whatever fails, and says so in the log.
    pub names: Option<&'static str>,
    /// What must hold after the change, whatever failed before.
    pub after: fn(&Scene),
}

/// Each change.
pub const CASES: [Case; 13] = [
    Case {
        name: "a new session",
        before: Scene::new,
        act: |scene| scene.make("after").map_err(|error| error.message),
        names: Some("the record of the new session"),
        after: |scene| assert_eq!(name(scene), "after"),
    },
    Case {
        name: "a rewritten session",
        before: Scene::with_session,
        act: |scene| record::rewrite(&scene.root, &scene.record("after")).map_err(|error| error.message),
        names: Some("writing the record"),
        after: |scene| {
            assert_eq!(name(scene), "after");
            assert!(scene.tree().keys().any(|path| path.ends_with("session.json.prev")));
        },
    },
    Case {
        name: "leave to start a run",
        before: Scene::with_session,
        act: |scene| scene.claim().map(drop).map_err(|error| error.message),
        names: Some("run 1|the launch record"),
        after: |scene| {
            let newest = record::latest_generation(&scene.root, &scene.id).unwrap().unwrap();
            assert!(scene.root.generation(&scene.id, newest).join("launch.json").is_file());
            for generation in record::generations(&scene.root, &scene.id).unwrap() {
                let path = scene.root.generation(&scene.id, generation).join("launch.json");
                assert!(path.is_file(), "run {generation} is claimed and cannot start");
            }
        },
    },
    Case {
        name: "an intent",
        before: Scene::with_lost_run,
        act: |scene| {
            let recorded = intent::record(&scene.root, &scene.id, 1, &kill());
            recorded.unwritten.map_or(Ok(()), Err)
        },
        names: Some("os error"),
        after: |scene| assert!(scene.files().is_unwanted()),
    },
    Case {
        name: "the closing of a lost run",
        before: Scene::with_lost_run,
        act: |scene| ends_as(scene.look(), EndReason::HostLost),
        names: None,
        after: |scene| is_closed(scene, EndReason::HostLost),
    },
    Case {
        name: "the closing of a run whose host had begun to stop it",
        before: || {
            let scene = Scene::with_lost_run();
            scene.deliver_kill();
            scene
        },
        act: |scene| ends_as(scene.look(), EndReason::Stopped),
        names: None,
        after: |scene| is_closed(scene, EndReason::Stopped),
    },
    Case {
        name: "a damaged end",
        before: || {
            let scene = Scene::with_lost_run();
            fs::write(scene.run().join("end.json"), GARBAGE).unwrap();
            scene
        },
        act: |scene| match scene.look() {
            Finding::CannotTell { why } => Err(why),
            finding => ends_as(finding, EndReason::UnknownSignal),
        },
        names: Some("looking at its files"),
        after: |scene| {
            is_closed(scene, EndReason::UnknownSignal);
            assert_eq!(scene.tree().values().filter(|bytes| *bytes == GARBAGE).count(), 1, "its bytes are kept");
        },
    },
    Case {
        name: "a damaged verdict",
        before: || {
            let scene = Scene::with_lost_run();
            fs::write(scene.run().join("closed.json"), GARBAGE).unwrap();
            scene
        },
        act: |scene| ends_as(scene.look(), EndReason::HostLost),
        names: None,
        after: |scene| is_closed(scene, EndReason::HostLost),
    },
    Case {
        name: "the first decision",
        before: Scene::with_lost_run,
        act: decline,
        names: Some("decisions.json"),
        after: |scene| assert_eq!(decisions::read(&scene.root, &mut Vec::new()).declined.len(), 1),
    },
    Case {
        name: "a decision where the earlier ones are damaged",
        before: || {
            let scene = Scene::with_lost_run();
            fs::write(scene.root.decisions(), GARBAGE).unwrap();
            scene
        },
        act: decline,
        names: Some("decisions.json"),
        after: |scene| assert_eq!(decisions::read(&scene.root, &mut Vec::new()).declined.len(), 1),
    },
    Case {
        name: "a full stop",
        before: || {
            let scene = Scene::new();
            fs::write(scene.root.last_stop(), GARBAGE).unwrap();
            scene
        },
        act: |scene| {
            let stop = last_stop::begin(&scene.root, Vec::new()).map_err(|error| error.message)?;
            last_stop::done(&scene.root, stop).map_err(|error| error.message)
        },
        names: Some("last-stop.json"),
        after: |scene| {
            assert_eq!(last_stop::read(&scene.root, &mut Vec::new()).unwrap().state, store::records::StopState::Done);
        },
    },
    Case {
        name: "a wipe",
        before: || {
            let scene = Scene::with_lost_run();
            assert_eq!(scene.reason(), EndReason::HostLost);
            scene
        },
        act: |scene| {
            if !scene.root.session(&scene.id).exists() {
                return Ok(());
            }
            let left = wipe::wipe(&scene.root, &scene.id).map_err(|error| error.message)?;
            left.map_or(Ok(()), Err)
        },
        names: Some("os error"),
        after: |scene| assert_eq!(scene.tree(), Default::default()),
    },
    Case {
        name: "tidying up after others",
        before: || {
            let scene = Scene::with_session();
            scene.begin_run(&gone());
            assert_eq!(scene.reason(), EndReason::HostLost);
            for path in [".session.json.x.tmp", "1/.ack-1.json.x.tmp", "1/.end.reserve"] {
                fs::write(scene.root.session(&scene.id).join(path), "half").unwrap();
            }
            scene
        },
        act: |scene| {
            crate::litter::sweep_session(&scene.root.session(&scene.id));
            record::sweep(&scene.root, &scene.id);
            Ok(())
        },
        names: None,
        after: |scene| {
            assert!(!scene.tree().keys().any(|name| name.ends_with(".tmp") || name.contains("reserve")));
        },
    },
];

fn ends_as(finding: Finding, reason: EndReason) -> Result<(), String> {
    assert_eq!(end_of(finding).unwrap().reason, reason);
    Ok(())
}

fn decline(scene: &Scene) -> Result<(), String> {
    let decision = Decision { session: scene.id.clone(), generation: 1, at: 1, unknown: Map::new() };
    if decisions::read(&scene.root, &mut Vec::new()).declined.iter().any(|known| known.session == scene.id) {
        return Ok(());
    }
    decisions::add(&scene.root, vec![decision]).map_err(|error| error.message)
}

fn name(scene: &Scene) -> String {
    let all = record::read_each(&scene.root, &record::ids(&scene.root));
    assert_eq!(all.len(), 1);
    let Known::Whole(record) = &all[0].known else { panic!("{all:?}") };
    record.name.clone()
}

fn is_closed(scene: &Scene, reason: EndReason) {
    assert_eq!(scene.reason(), reason);
    // Between a fork and an exec of another test's a child holds every lock of this process for a moment.
    let is_tidy = || !scene.tree().keys().any(|name| name.contains("reserve"));
    for _ in 0..1000 {
        if is_tidy() {
            break;
        }
        record::sweep(&scene.root, &scene.id);
        std::thread::yield_now();
    }
    let names: Vec<String> = scene.tree().into_keys().collect();
    assert_eq!(names.iter().filter(|name| name.ends_with("/closed.json")).count(), 1, "{names:?}");
    assert!(!names.iter().any(|name| name.contains("reserve")), "{names:?}");
}
