//! `holdfast agents`: which agents are there, also those of the user's own, and what `doctor` says of them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::Sandbox;

/// An adapter of the user's own, whose program lies in `places`.
fn adapter(places: &Path) -> String {
    format!(
        r#"id = "mine"
name = "Mine"
programs = ["agent-of-mine"]
places = ["{}"]
install = "make it"
trust = "nod at it"
conversation = "chosen"
fresh = ["--id", "{{conversation}}", "@extra"]
resume = ["--go-on", "{{conversation}}", "@extra"]
[signed_in]
probe = {{ args = ["who"], no = 3 }}
"#,
        places.display()
    )
}

/// The directory of adapters in this sandbox's configuration.
fn adapters(sandbox: &Sandbox) -> PathBuf {
    let root = sandbox.root_dir();
    if !root.exists() {
        fs::create_dir(root).unwrap();
        fs::set_permissions(root, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let dir = root.join("config/agents");
    fs::create_dir_all(&dir).unwrap();
    dir
}

/// Puts a program there, which tells its version, and with this code whether somebody is signed in.
fn install(dir: &Path, code: u8) {
    fs::create_dir_all(dir).unwrap();
    let program = dir.join("agent-of-mine");
    fs::write(&program, format!("#!/bin/sh\n[ \"$1\" = --version ] && exec echo mine 4.5.6\nexit {code}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
}

fn mine(document: &Value) -> Option<&Value> {
    document["agents"].as_array().unwrap().iter().find(|agent| agent["id"] == "mine")
}

#[test]
fn an_agent_of_the_users_own_is_found_asked_and_told() {
    let sandbox = Sandbox::new();
    let bin = sandbox.root_dir().parent().unwrap().join("bin of mine");
    fs::write(adapters(&sandbox).join("mine.toml"), adapter(&bin)).unwrap();
    fs::write(adapters(&sandbox).join("bad.toml"), "id = \"bad\"\nnothing = 1\n").unwrap();
    sandbox.start();

    assert_eq!(mine(&sandbox.json(&["agents"])), None, "what is not installed is not listed");
    let all = sandbox.json(&["agents", "--all"]);
    let agent = mine(&all).unwrap();
    assert_eq!((&agent["path"], &agent["install"]), (&Value::Null, &Value::from("make it")));
    assert!(all["agents"].as_array().unwrap().len() > 20);
    let problem = all["problems"][0].as_str().unwrap();
    assert!(problem.contains("bad.toml:2: unknown field `nothing`"), "{problem}");

    for (code, signed_in) in [(0, "yes"), (3, "no"), (4, "unknown")] {
        install(&bin, code);
        let document = sandbox.json(&["agents"]);
        let agent = mine(&document).unwrap();
        assert_eq!(agent["path"], bin.join("agent-of-mine").to_str().unwrap());
        assert_eq!((&agent["version"], &agent["signed_in"]), (&Value::from("4.5.6"), &Value::from(signed_in)));
        assert_eq!((&agent["resumable"], &agent["trust"]), (&Value::from(true), &Value::from("nod at it")));
    }
    let text = sandbox.ok(&["agents"]);
    assert!(text.contains("mine") && text.contains("4.5.6") && text.contains("mine: nod at it"), "{text}");
}

#[test]
fn the_doctor_names_an_adapter_that_cannot_be_read_with_its_line() {
    let sandbox = Sandbox::new();
    fs::write(adapters(&sandbox).join("bad.toml"), "id = \"bad\"\nname = \"Bad\"\nprograms = []\n").unwrap();
    let output = sandbox.run(&["--json", "doctor"]);
    let examination: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = examination["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["area"] == "agents").unwrap();
    assert_eq!((output.status.code(), &finding["severity"]), (Some(1), &Value::from("problem")), "{finding}");
    assert!(finding["subject"].as_str().unwrap().ends_with("agents/bad.toml"), "{finding}");
    assert!(finding["message"].as_str().unwrap().contains("(line 1): missing field"), "{finding}");
    assert!(finding["remedy"].as_str().unwrap().contains("holdfast agents --all"), "{finding}");
}
