//! `session.json`, and what of a session can still be used without it.

use protocol::session::Status;

use super::{Bad, Scene, spoil};
use crate::support::counter;

fn words(bad: Bad) -> &'static str {
    if bad == Bad::Newer { "newer Holdfast (format 99)" } else { "its record cannot be read" }
}

#[test]
fn an_ended_session_with_a_bad_record_is_listed_as_damaged_and_never_rewritten() {
    let scene = Scene::new();
    let victims = scene.ended_victims();
    let spoiled = scene.spoil_each(&victims, "session.json");
    for ((id, bad), spoiled) in victims.iter().zip(&spoiled) {
        let session = scene.sandbox.wait_for(id, Status::Damaged);
        assert!(session.why.contains(words(*bad)), "{bad:?}: {}", session.why);
        assert_eq!(session.command, ["sh", "-c", "echo the last words"], "the launch record still knows");
        for args in [&["rename", id.as_str(), "other"][..], &["resume", id.as_str()], &["wait", id.as_str()]] {
            let (exit, code) = scene.sandbox.error(args);
            assert!(exit == 1 && ["damaged", "newer_format"].contains(&code.as_str()), "{bad:?} {args:?}: {code}");
        }
        assert!(scene.sandbox.ok(&["show", id.as_str()]).contains(words(*bad)));
        assert!(scene.sandbox.printed(id).contains("the last words"), "{bad:?}");
        spoiled.is_untouched();
    }
    scene.is_well(&victims);
}

#[test]
fn a_live_session_with_a_bad_record_goes_on_and_says_so() {
    let scene = Scene::new();
    let victims = scene.victims(&["cat"]);
    let spoiled = scene.spoil_each(&victims, "session.json");
    for ((id, bad), spoiled) in victims.iter().zip(&spoiled) {
        let session = scene.sandbox.wait_for(id, Status::Running);
        assert!(session.why.contains(words(*bad)), "{bad:?}: {}", session.why);
        scene.sandbox.ok(&["send", id.as_str(), "still here", "--enter"]);
        assert_eq!(scene.sandbox.json(&["kill", id.as_str()])[0]["result"], "stopped");
        scene.sandbox.wait_for(id, Status::Damaged);
        spoiled.is_untouched();
    }
    scene.is_well(&victims);
}

#[test]
fn what_the_copy_before_says_is_recovered() {
    let scene = Scene::new();
    let victims = scene.ended_victims();
    for (id, bad) in &victims {
        scene.sandbox.ok(&["rename", id.as_str(), &format!("first {bad:?}")]);
        scene.sandbox.ok(&["rename", id.as_str(), &format!("second {bad:?}")]);
    }
    let spoiled = scene.spoil_each(&victims, "session.json");
    for ((id, bad), spoiled) in victims.iter().zip(&spoiled) {
        assert_eq!(scene.sandbox.wait_for(id, Status::Damaged).name, format!("first {bad:?}"));
        spoiled.is_untouched();
    }
    scene.is_well(&victims);
}

#[test]
fn without_record_and_copy_a_session_is_still_listed_and_directories_that_are_none_are_left_alone() {
    let scene = Scene::new();
    let victims = scene.ended_victims();
    let sessions = scene.sandbox.root().sessions();
    scene.sandbox.ok(&["stop", "--keep-sessions"]);
    for (id, _) in &victims {
        std::fs::remove_file(scene.sandbox.root().session(id).join("session.json")).unwrap();
    }
    for name in ["notes", "0123", "ABCDEF0123456789", "notes.removed"] {
        std::fs::create_dir(sessions.join(name)).unwrap();
    }
    // Left by a crash: before the record was written and anybody was told, and in the middle of a wipe.
    std::fs::create_dir(sessions.join("0123456789abcdef")).unwrap();
    std::fs::create_dir_all(sessions.join("0123456789abcdef.removed/1/log")).unwrap();
    std::fs::write(sessions.join("fedcba9876543210"), "a file").unwrap();
    scene.sandbox.start();
    for (id, _) in &victims {
        assert!(scene.sandbox.wait_for(id, Status::Damaged).why.contains("missing"));
    }
    scene.is_well(&victims);
    for name in ["notes", "0123", "ABCDEF0123456789", "notes.removed", "fedcba9876543210"] {
        assert!(sessions.join(name).exists(), "{name}");
    }
    for name in ["0123456789abcdef", "0123456789abcdef.removed"] {
        assert!(!sessions.join(name).exists(), "{name}");
    }
}

#[test]
fn a_bad_record_that_is_mended_is_whole_again_after_the_next_start() {
    let scene = Scene::new();
    let id = counter::start(&scene.sandbox);
    let path = scene.sandbox.root().session(&id).join("session.json");
    let whole = std::fs::read(&path).unwrap();
    spoil(&path, Bad::Truncated);
    scene.sandbox.restart();
    let session = scene.sandbox.wait_for(&id, Status::Running);
    assert!(session.why.contains(words(Bad::Truncated)), "{}", session.why);
    std::fs::write(&path, whole).unwrap();
    scene.sandbox.restart();
    let session = scene.sandbox.wait_for(&id, Status::Running);
    assert!(!session.why.contains("record"), "{}", session.why);
    scene.sandbox.ok(&["rename", id.as_str(), "mended"]);
    counter::goes_on(&scene.sandbox, &id);
}
