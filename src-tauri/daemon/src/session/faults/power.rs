//! A power cut after each step of each change: every record is the old or the new one, never neither and never half; and
//! once the change was announced, it is the new one.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use protocol::end::EndReason;
use serde_json::Map;
use store::disk;
use store::disk::power::Recorder;
use store::records::{self, Ack, Decision, Found, Launch, StopState};

use super::scene::{GARBAGE, Scene, kill};
use crate::restore::{decisions, last_stop};
use crate::session::record::{self, Known};
use crate::session::{intent, wipe};

/// One change.
struct Case {
    name: &'static str,
    before: fn() -> Scene,
    act: fn(&Scene),
    /// What may be left, as words; the last one where the change was announced.
    left: &'static [&'static str],
    /// What is left, in those words. It may panic where that is none of them.
    find: fn(&Scene) -> String,
}

const CASES: [Case; 11] = [
    Case {
        name: "a new session",
        before: Scene::new,
        act: |scene| scene.make("made").unwrap(),
        left: &["absent", "made"],
        find: name,
    },
    Case {
        name: "a new session and leave to start its first run",
        before: Scene::new,
        act: |scene| scene.begin_first().unwrap(),
        left: &["absent", "before"],
        find: name,
    },
    Case {
        name: "a rewritten session",
        before: Scene::with_session,
        act: |scene| record::rewrite(&scene.root, &scene.record("after")).unwrap(),
        left: &["before", "after"],
        find: name,
    },
    Case {
        name: "the copy of a rewritten session",
        before: Scene::with_session,
        act: |scene| record::rewrite(&scene.root, &scene.record("after")).unwrap(),
        left: &["absent", "before"],
        find: |scene| {
            let path = scene.root.session(&scene.id).join("session.json.prev");
            let found = records::read::<records::SessionRecord>(&path).unwrap();
            word(found, |record| record.name.clone())
        },
    },
    Case {
        name: "leave to start a run",
        before: Scene::with_session,
        act: |scene| drop(scene.claim().unwrap()),
        left: &["absent", "run 1"],
        find: |scene| {
            let found = records::read::<Launch>(&scene.run().join("launch.json")).unwrap();
            word(found, |launch| format!("run {}", launch.generation))
        },
    },
    Case {
        name: "an intent",
        before: Scene::with_lost_run,
        act: |scene| assert_eq!(intent::record(&scene.root, &scene.id, 1, &kill()).number, 1),
        left: &["wanted", "unwanted"],
        find: |scene| if scene.files().is_unwanted() { "unwanted".to_owned() } else { "wanted".to_owned() },
    },
    Case {
        name: "an acknowledgement",
        before: Scene::with_lost_run,
        act: |scene| {
            let ack = Ack { intent: 1, at: 1, unknown: Map::new() };
            records::create(&scene.run().join("ack-1.json"), &ack).unwrap();
        },
        left: &["absent", "intent 1"],
        find: |scene| {
            let found = records::read::<Ack>(&scene.run().join("ack-1.json")).unwrap();
            word(found, |ack| format!("intent {}", ack.intent))
        },
    },
    Case {
        name: "the closing of a lost run",
        before: Scene::with_lost_run,
        act: |scene| assert_eq!(scene.reason(), EndReason::HostLost),
        left: &["HostLost"],
        find: |scene| format!("{:?}", scene.reason()),
    },
    Case {
        name: "a damaged end",
        before: || {
            let scene = Scene::with_lost_run();
            fs::write(scene.run().join("end.json"), GARBAGE).unwrap();
            scene
        },
        act: |scene| assert_eq!(scene.reason(), EndReason::UnknownSignal),
        left: &["UnknownSignal, 1 kept"],
        find: |scene| {
            let reason = scene.reason();
            let kept = scene.tree().values().filter(|bytes| *bytes == GARBAGE).count();
            format!("{reason:?}, {kept} kept")
        },
    },
    Case {
        name: "a decision and a full stop where the records before are damaged",
        before: || {
            let scene = Scene::with_lost_run();
            fs::write(scene.root.decisions(), GARBAGE).unwrap();
            fs::write(scene.root.last_stop(), GARBAGE).unwrap();
            scene
        },
        act: |scene| {
            let stop = last_stop::begin(&scene.root, Vec::new()).unwrap();
            last_stop::done(&scene.root, stop).unwrap();
            let decision = Decision { session: scene.id.clone(), generation: 1, at: 1, unknown: Map::new() };
            decisions::add(&scene.root, vec![decision]).unwrap();
        },
        left: &["None 0", "Some(Stopping) 0", "Some(Done) 0", "Some(Done) 1"],
        find: |scene| {
            let kept = scene.tree().values().filter(|bytes| *bytes == GARBAGE).count();
            assert_eq!(kept, 2, "damaged records are kept");
            let stop: Option<StopState> = last_stop::read(&scene.root, &mut Vec::new()).map(|stop| stop.state);
            format!("{stop:?} {}", decisions::read(&scene.root, &mut Vec::new()).declined.len())
        },
    },
    Case {
        name: "a wipe",
        before: Scene::with_lost_run,
        act: |scene| assert_eq!(wipe::wipe(&scene.root, &scene.id).unwrap(), None),
        left: &["before", "absent"],
        find: |scene| {
            let found = name(scene);
            if found == "before" {
                assert_eq!(scene.reason(), EndReason::HostLost, "what is left is whole");
            }
            found
        },
    },
];

/// The session's name. A record that is half there is no record.
fn name(scene: &Scene) -> String {
    let all = record::read_each(&scene.root, &record::ids(&scene.root));
    match all.first().map(|session| &session.known) {
        None => "absent".to_owned(),
        Some(Known::Whole(record)) => record.name.clone(),
        Some(Known::Damaged { why, .. }) => panic!("{why}"),
    }
}

fn word<T: std::fmt::Debug>(found: Found<T>, word: impl Fn(&T) -> String) -> String {
    match found {
        Found::Absent => "absent".to_owned(),
        Found::Record(record) => word(&record),
        other => panic!("{other:?}"),
    }
}

#[test]
fn after_a_power_cut_every_record_is_the_old_or_the_new_one_and_what_was_announced_is_there() {
    for case in &CASES {
        let scene = (case.before)();
        let disk = Arc::new(Recorder::new(scene.root.dir()).unwrap());
        disk::with(disk.clone(), || (case.act)(&scene));
        for done in 0..=disk.count() {
            let announced = done == disk.count();
            let look = |dir: &Path| {
                let left = scene.at(dir);
                left.next_daemon();
                let found = (case.find)(&left);
                let when = format!("{}, cut after {done} of {} steps: {found}", case.name, disk.count());
                assert!(case.left.contains(&found.as_str()), "{when}");
                assert!(!announced || case.left.last() == Some(&found.as_str()), "{when}");
                left.is_tidy(&when);
            };
            assert!(disk.cut(done, look).unwrap() > 0);
        }
    }
}
