//! The daemon's own records, `daemon.json`, `last-stop.json` and `decisions.json`, and the user's settings.

use std::fs;

use protocol::session::Status;
use serde_json::{Value, json};

use super::{Bad, EVERY_WAY, Scene, spoil};
use crate::support::sandbox::kill;
use crate::support::{Sandbox, counter};

#[test]
fn a_bad_run_file_of_a_dead_daemon_keeps_nobody_from_starting() {
    let scene = Scene::new();
    let path = scene.sandbox.root().daemon_json();
    for bad in EVERY_WAY {
        scene.sandbox.crash_daemon();
        let spoiled = spoil(&path, bad);
        scene.sandbox.start();
        let record: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(record["identity"]["pid"], scene.sandbox.json(&["status"])["pid"], "{bad:?}");
        spoiled.is_kept();
        scene.is_well(&[]);
    }
}

#[test]
fn a_bad_record_of_the_last_stop_is_made_up_for_and_never_overwritten() {
    for bad in EVERY_WAY {
        let sandbox = Sandbox::new();
        sandbox.start();
        let ids = [counter::start(&sandbox), counter::start(&sandbox)];
        sandbox.ok(&["stop", "--yes"]);
        let spoiled = spoil(&sandbox.root().last_stop(), bad);
        sandbox.start();
        let plan = sandbox.json(&["restore"]);
        let rows = plan["rows"].as_array().unwrap();
        assert_eq!(rows.len(), 2, "{bad:?}: {plan}");
        assert!(rows.iter().all(|row| row["ticked"] == json!(true)), "{bad:?}: {plan}");
        sandbox.ok(&["restore", "--all"]);
        for id in &ids {
            assert_eq!(sandbox.wait_for(id, Status::Running).generation, 2, "{bad:?}");
        }
        spoiled.is_kept();
        sandbox.ok(&["stop", "--yes"]);
        spoiled.is_kept();
        sandbox.start();
        assert_eq!(sandbox.json(&["restore"])["rows"].as_array().unwrap().len(), 2, "{bad:?}");
    }
}

#[test]
fn with_bad_decisions_more_is_offered_rather_than_less_and_they_are_never_overwritten() {
    for bad in EVERY_WAY {
        let sandbox = Sandbox::new();
        sandbox.start();
        let ids = [sandbox.new_session(&["--", "cat"]), sandbox.new_session(&["--", "cat"])];
        for id in &ids {
            kill(sandbox.session(id).host_pid.unwrap());
            sandbox.wait_for(id, Status::Ended);
        }
        sandbox.ok(&["restore", "--decline", ids[0].as_str()]);
        assert_eq!(sandbox.json(&["restore"])["rows"].as_array().unwrap().len(), 1);
        sandbox.ok(&["stop", "--keep-sessions"]);
        let spoiled = spoil(&sandbox.root().decisions(), bad);
        sandbox.start();
        assert_eq!(sandbox.json(&["restore"])["rows"].as_array().unwrap().len(), 2, "{bad:?}");
        spoiled.is_untouched();
        if bad == Bad::Newer {
            assert_eq!(sandbox.error(&["restore", "--decline"]), (1, "newer_format".to_owned()));
            spoiled.is_untouched();
        } else {
            sandbox.ok(&["restore", "--decline"]);
            assert_eq!(sandbox.json(&["restore"])["rows"], json!([]), "{bad:?}");
            spoiled.is_kept();
        }
        assert_eq!(sandbox.sessions().len(), 2);
    }
}

#[test]
fn bad_settings_are_named_and_the_defaults_hold() {
    let scene = Scene::new();
    let path = scene.sandbox.root().settings();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    for bytes in
        [&b"\xff\xfe\x00"[..], b"[daemon]\ngrace_sec", b"[daemon]\ngrace_seconds = \"soon\"\n", b"restore = 5\n"]
    {
        scene.sandbox.ok(&["stop", "--keep-sessions"]);
        let log = scene.sandbox.root().log().join("holdfastd.log");
        fs::write(&log, "").unwrap();
        fs::write(&path, bytes).unwrap();
        scene.sandbox.start();
        scene.is_well(&[]);
        assert_eq!(fs::read(&path).unwrap(), bytes);
        let log = fs::read_to_string(&log).unwrap();
        assert!(log.contains("settings.toml"), "{log}");
    }
}
