//! The records of one run: `launch.json`, `host.json`, `intent-<n>.json`, `ack-<n>.json`, `end.json`, `closed.json`, the log.

use std::fs;

use protocol::end::{EndReason, IntentReason};
use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::json;

use super::{Bad, Scene};
use crate::support::sandbox::{is_alive, kill};
use crate::support::{counter, until};

#[test]
fn a_bad_launch_record_changes_nothing_for_live_and_ended_sessions() {
    let scene = Scene::new();
    let ended = scene.ended_victims();
    let live = scene.victims(&["cat"]);
    let all: Vec<_> = ended.iter().chain(&live).cloned().collect();
    let spoiled = scene.spoil_each(&all, "1/launch.json");
    for (id, bad) in &ended {
        let end = scene.sandbox.wait_for(id, Status::Ended).end.unwrap();
        assert_eq!(end.reason, EndReason::Completed, "{bad:?}");
    }
    for (id, bad) in &live {
        scene.sandbox.wait_for(id, Status::Running);
        assert_eq!(scene.sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped", "{bad:?}");
    }
    for spoiled in &spoiled {
        spoiled.is_untouched();
        scene.is_told(spoiled);
    }
    scene.is_well(&all);
}

#[test]
fn a_live_session_with_a_bad_run_file_is_found_all_the_same() {
    let scene = Scene::new();
    let victims = scene.victims(&["cat"]);
    let before: Vec<_> = victims.iter().map(|(id, _)| scene.sandbox.session(id)).collect();
    let spoiled = scene.spoil_each(&victims, "1/host.json");
    for ((before, (id, bad)), spoiled) in before.iter().zip(&victims).zip(&spoiled) {
        let now = scene.sandbox.wait_for(id, Status::Running);
        assert_eq!((now.host_pid, now.child_pid), (before.host_pid, before.child_pid), "{bad:?}");
        scene.sandbox.ok(&["send", id.as_str(), "still here", "--enter"]);
        assert_eq!(scene.sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
        spoiled.is_untouched();
        scene.is_told(spoiled);
    }
    scene.is_well(&victims);
}

#[test]
fn a_program_that_outlives_a_host_with_a_bad_run_file_is_not_started_twice() {
    let scene = Scene::new();
    let victims = scene.victims(&["sh", "-c", "trap '' HUP; echo ready; while :; do sleep 1; done"]);
    let mut pids = Vec::new();
    for (id, _) in &victims {
        until("it is ready", || scene.sandbox.printed(id).contains("ready").then_some(()));
        pids.push(scene.sandbox.session(id));
    }
    let root = scene.sandbox.root();
    scene.sandbox.ok(&["stop", "--keep-sessions"]);
    pids.iter().for_each(|session| kill(session.host_pid.unwrap()));
    let path = |id: &SessionId| root.generation(id, 1).join("host.json");
    let spoiled: Vec<_> = victims.iter().map(|(id, bad)| super::spoil(&path(id), *bad)).collect();
    scene.sandbox.start();
    for ((id, bad), session) in victims.iter().zip(&pids) {
        scene.sandbox.wait_for(id, Status::Orphaned);
        assert_eq!(scene.sandbox.error(&["resume", id.as_str()]).1, "orphaned", "{bad:?}");
        assert_eq!(scene.sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped", "{bad:?}");
        assert!(!is_alive(session.child_pid.unwrap()), "{bad:?}");
        assert_eq!(scene.sandbox.json(&["resume", id.as_str()])["generation"], json!(2), "{bad:?}");
    }
    spoiled.iter().for_each(super::Spoiled::is_kept);
    scene.is_well(&victims);
}

#[test]
fn a_bad_end_record_still_proves_that_the_run_is_over_and_is_named() {
    let scene = Scene::new();
    let victims = scene.ended_victims();
    let spoiled = scene.spoil_each(&victims, "1/end.json");
    for ((id, bad), spoiled) in victims.iter().zip(&spoiled) {
        spoiled.is_kept();
        if *bad == Bad::Newer {
            let why = until("the newer record is named", || {
                let session = scene.sandbox.session(id);
                session.why.contains("newer Holdfast (format 99)").then_some(session.why)
            });
            assert!(scene.sandbox.run(&["resume", id.as_str()]).status.code() == Some(1), "{why}");
            spoiled.is_untouched();
        } else {
            let session = scene.sandbox.wait_for(id, Status::Ended);
            assert!(session.why.contains("end record could not be read"), "{bad:?}: {}", session.why);
            assert_eq!(scene.sandbox.json(&["resume", id.as_str()])["generation"], json!(2), "{bad:?}");
        }
        spoiled.is_kept();
    }
    scene.is_well(&victims);
}

#[test]
fn a_bad_verdict_of_the_daemon_is_made_anew_and_kept_aside_and_a_newer_one_is_left_alone() {
    let scene = Scene::new();
    let victims = scene.victims(&["cat"]);
    for (id, _) in &victims {
        kill(scene.sandbox.session(id).host_pid.unwrap());
        assert_eq!(scene.sandbox.wait_for(id, Status::Ended).end.unwrap().reason, EndReason::HostLost);
    }
    let spoiled = scene.spoil_each(&victims, "1/closed.json");
    for ((id, bad), spoiled) in victims.iter().zip(&spoiled) {
        if *bad == Bad::Newer {
            let session = scene.sandbox.wait_for(id, Status::Unreachable);
            assert!(session.why.contains("newer Holdfast (format 99)"), "{}", session.why);
            assert_eq!(scene.sandbox.error(&["resume", id.as_str()]), (1, "unreachable".to_owned()));
            spoiled.is_untouched();
            continue;
        }
        let end = scene.sandbox.wait_for(id, Status::Ended).end.unwrap();
        assert_eq!(end.reason, EndReason::HostLost, "{bad:?}");
        assert_eq!(scene.sandbox.json(&["resume", id.as_str()])["generation"], json!(2), "{bad:?}");
        spoiled.is_kept();
    }
    scene.is_well(&victims);
}

/// Sessions that were killed on purpose.
fn killed_victims(scene: &Scene) -> Vec<(SessionId, Bad)> {
    let victims = scene.victims(&["cat"]);
    for (id, _) in &victims {
        scene.sandbox.ok(&["kill", id.as_str()]);
        scene.sandbox.wait_for(id, Status::Ended);
    }
    victims
}

fn is_killed_and_not_offered(scene: &Scene, victims: &[(SessionId, Bad)]) {
    for (id, bad) in victims {
        let end = scene.sandbox.wait_for(id, Status::Ended).end.unwrap();
        assert_eq!((end.reason, end.intent), (EndReason::Stopped, Some(IntentReason::Kill)), "{bad:?}");
        assert_eq!(end.actor, "user", "{bad:?}");
    }
    assert_eq!(scene.sandbox.json(&["restore"]), json!({"reconciling": false, "rows": []}));
}

#[test]
fn a_bad_intent_changes_nothing_once_the_end_is_recorded() {
    let scene = Scene::new();
    let victims = killed_victims(&scene);
    let spoiled = scene.spoil_each(&victims, "1/intent-1.json");
    is_killed_and_not_offered(&scene, &victims);
    spoiled.iter().for_each(super::Spoiled::is_untouched);
    scene.is_well(&victims);
}

#[test]
fn a_bad_intent_of_a_live_session_is_not_carried_out_and_the_next_one_gets_another_number() {
    let scene = Scene::new();
    let victims = scene.victims(&["cat"]);
    let root = scene.sandbox.root();
    for (id, _) in &victims {
        let record = json!({"format": 1, "reader": 1, "session": id, "generation": 1, "number": 1});
        let text = serde_json::to_string_pretty(&record).unwrap();
        fs::write(root.generation(id, 1).join("intent-1.json"), text).unwrap();
    }
    let spoiled = scene.spoil_each(&victims, "1/intent-1.json");
    for ((id, bad), spoiled) in victims.iter().zip(&spoiled) {
        scene.sandbox.wait_for(id, Status::Running);
        assert_eq!(scene.sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped", "{bad:?}");
        assert!(root.generation(id, 1).join("ack-2.json").exists(), "{bad:?}");
        spoiled.is_untouched();
    }
    is_killed_and_not_offered(&scene, &victims);
    scene.is_well(&victims);
}

#[test]
fn a_bad_acknowledgement_still_says_that_the_intent_was_taken() {
    let scene = Scene::new();
    let victims = killed_victims(&scene);
    let root = scene.sandbox.root();
    // As if the host had died between its acknowledgement and its end record.
    victims.iter().for_each(|(id, _)| fs::remove_file(root.generation(id, 1).join("end.json")).unwrap());
    let spoiled = scene.spoil_each(&victims, "1/ack-1.json");
    is_killed_and_not_offered(&scene, &victims);
    spoiled.iter().for_each(super::Spoiled::is_untouched);
    scene.is_well(&victims);
}

#[test]
fn a_torn_log_is_read_up_to_where_it_is_whole() {
    let scene = Scene::new();
    let id = scene.sandbox.new_session(&["--", "seq", "1", "20000"]);
    scene.sandbox.wait_for(&id, Status::Ended);
    scene.sandbox.ok(&["stop", "--keep-sessions"]);
    let path = scene.sandbox.root().generation(&id, 1).join("log/00000001.log");
    let whole = fs::read(&path).unwrap();
    let torn = &whole[..whole.len() - 10];
    fs::write(&path, torn).unwrap();
    scene.sandbox.start();
    let numbers = counter::count(&scene.sandbox, &id);
    assert!((1..20000).contains(&numbers), "{numbers}");
    assert!(!scene.sandbox.ok(&["screen", id.as_str()]).trim().is_empty());
    fs::write(&path, b"no log at all").unwrap();
    scene.sandbox.restart();
    assert_eq!(scene.sandbox.printed(&id), "");
    assert_eq!(fs::read(&path).unwrap(), b"no log at all");
    scene.is_well(&[(id, Bad::Truncated)]);
}
