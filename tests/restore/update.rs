//! An update between a stop and the next start: other programs, the same offer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::programs::program;
use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox};

/// Another build of our programs: theirs is another hash.
fn updated(dir: &Path) -> PathBuf {
    std::fs::create_dir(dir).unwrap();
    for name in ["holdfast", "holdfastd", "holdfast-host"] {
        let copy = dir.join(name);
        std::fs::copy(program(name), &copy).unwrap();
        std::fs::OpenOptions::new().append(true).open(&copy).unwrap().write_all(b"\n").unwrap();
    }
    dir.join("holdfast")
}

fn json(sandbox: &Sandbox, holdfast: &Path, args: &[&str]) -> Value {
    let mut command = Command::new(holdfast);
    sandbox.apply(&mut command);
    let child = command.arg("--json").args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = output_within(child, LIMIT, "the updated holdfast");
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_update_leaves_the_last_stop_the_decisions_and_the_plan_as_they_are() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let ids = ["one", "two", "three"].map(|name| sandbox.new_session(&["--name", name, "--", "sleep", "1000"]));
    sandbox.ok(&["stop", "--yes"]);
    sandbox.start();
    sandbox.ok(&["restore", "--decline", "two"]);
    let plan = sandbox.json(&["restore"]);
    assert_eq!(plan["rows"].as_array().unwrap().len(), 2);
    sandbox.ok(&["stop", "--yes"]);
    let records = || [sandbox.root().last_stop(), sandbox.root().decisions()].map(|path| std::fs::read(path).unwrap());
    let before = records();
    let serves = || std::fs::read_link(format!("/proc/{}/exe", sandbox.daemon_pid())).unwrap();
    sandbox.start();
    let old = serves();
    sandbox.ok(&["stop", "--keep-sessions"]);

    let holdfast = updated(&sandbox.dir().join("updated"));
    json(&sandbox, &holdfast, &["start"]);
    assert_ne!(serves(), old, "another daemon serves");
    assert_eq!(json(&sandbox, &holdfast, &["restore"]), plan);
    assert!(records() == before, "byte for byte");
    let restored = json(&sandbox, &holdfast, &["restore", "--all"]);
    assert_eq!(restored["rows"].as_array().unwrap().len(), 2);
    assert!(records() == before, "byte for byte");
    for (id, runs) in ids.iter().zip([2, 1, 2]) {
        assert_eq!(sandbox.session(id).generation, runs);
    }
}
