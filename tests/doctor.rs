//! `holdfast doctor`: it finds what is wrong and names the remedy, changes nothing and starts nothing; and its proof proves,
//! fails where it must, and leaves nothing behind.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use protocol::examine::{Answer, Area, Examination, Severity};
use protocol::session::Status;
use rustix::process::Signal;
use serde_json::Value;

use crate::support::sandbox::{output_within, signal};
use crate::support::{LIMIT, Sandbox, counter, until};

/// What the doctor says, and its exit code.
fn examined(sandbox: &Sandbox) -> (Examination, Option<i32>) {
    let output = sandbox.run(&["--json", "doctor"]);
    (serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}")), output.status.code())
}

/// The findings of this severity, as `area: subject: message`.
fn found(examination: &Examination, severity: Severity) -> Vec<String> {
    let fits = examination.findings.iter().filter(|one| one.severity == severity);
    fits.map(|one| format!("{:?}: {}: {} ({:?})", one.area, one.subject, one.message, one.remedy)).collect()
}

/// Every file below, with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        }
        all.insert(path.clone(), fs::read(&path).unwrap_or_default());
    }
    all
}

#[test]
fn nothing_is_wrong_where_nothing_is_and_nothing_is_made() {
    let sandbox = Sandbox::new();
    let (examination, code) = examined(&sandbox);
    assert_eq!((code, examination.sessions.len()), (Some(0), 0), "{examination:?}");
    assert!(!sandbox.root_dir().exists());
    assert!(sandbox.ok(&["doctor"]).contains("nothing is wrong"));
}

#[test]
fn a_live_session_survives_what_it_is_said_to_and_the_doctor_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    let (examination, code) = examined(&sandbox);
    assert_eq!(code, Some(0), "{examination:?}");
    let session = examination.sessions.iter().find(|session| session.id == id).unwrap();
    let prospects = session.prospects.clone().unwrap();
    for outlook in [prospects.quit, prospects.app_crash, prospects.daemon_crash, prospects.update, prospects.reboot] {
        assert_eq!(outlook.survives, Answer::Yes, "{}", outlook.why);
    }
    sandbox.crash_daemon();
    sandbox.client_of(&id);
    let still = |mut all: BTreeMap<PathBuf, Vec<u8>>| {
        all.retain(|path, _| !path.to_string_lossy().contains("/log"));
        all
    };
    let before = still(files(sandbox.root_dir()));
    let (examination, code) = examined(&sandbox);
    assert_eq!(code, Some(0), "{examination:?}");
    assert!(examination.sessions[0].live);
    let without = found(&examination, Severity::Note).join("\n");
    assert!(without.contains("without a goodbye") && without.contains("daemon.sock: nobody listens"), "{without}");
    assert_eq!(still(files(sandbox.root_dir())), before);
    assert_eq!(sandbox.json(&["status"])["running"], false, "no daemon was started");
}

#[test]
fn every_kind_of_trouble_is_found_and_has_a_remedy() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (over, ruined) = (sandbox.new_session(&["--", "true"]), sandbox.new_session(&["--", "true"]));
    for id in [&over, &ruined] {
        sandbox.wait_for(id, Status::Ended);
    }
    sandbox.ok(&["stop", "--yes"]);
    let root = sandbox.root();
    fs::write(root.session(&ruined).join("session.json"), "{").unwrap();
    fs::write(root.generation(&over, 1).join("end.json"), r#"{"format":9,"reader":9}"#).unwrap();
    fs::write(root.generation(&over, 1).join("host.json.bad-17"), "").unwrap();
    fs::write(root.session(&over).join(".session.json.abc.tmp"), "").unwrap();
    fs::write(root.dir().join("decisions.json"), "garbage").unwrap();
    fs::create_dir_all(root.settings().parent().unwrap()).unwrap();
    fs::write(root.settings(), "[daemon]\ngrace_seconds = soon\n").unwrap();
    fs::write(root.dir().join("run/notes.txt"), "").unwrap();
    let newest = fs::read_dir(root.journal()).unwrap().next().unwrap().unwrap().path();
    let journal = fs::read_to_string(&newest).unwrap();
    fs::write(&newest, journal.replacen("\"n\":2,", "\"n\":2;", 1)).unwrap();
    let copy = fs::read_dir(root.bin()).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(copy.join("holdfast-host")).unwrap();
    let (examination, code) = examined(&sandbox);
    assert_eq!(code, Some(1));
    let all = |severity| found(&examination, severity).join("\n");
    let problems = all(Severity::Problem);
    for part in [
        format!("Records: {}/session.json: it cannot be read", root.session(&ruined).display()),
        format!("Records: {}/decisions.json: it cannot be read", root.dir().display()),
        format!("Settings: {}: ", root.settings().display()),
        "line 2".to_owned(),
        format!("Programs: {}: not all of its programs are there: holdfast-host", copy.display()),
    ] {
        assert!(problems.contains(&part), "{part:?} in {problems}");
    }
    let warnings = all(Severity::Warning);
    for part in [
        "end.json: a newer Holdfast wrote it (format 9)",
        "host.json.bad-17: a damaged record that was set aside",
        "run/notes.txt: it is none of Holdfast's",
        "lines that are no entries: 000000000001.jsonl:2",
        "entry 1 is followed by entry 3",
    ] {
        assert!(warnings.contains(part), "{part:?} in {warnings}");
    }
    assert!(all(Severity::Note).contains(".session.json.abc.tmp: a write that was cut off left it"));
    let bad = examination.findings.iter().filter(|one| one.severity == Severity::Problem);
    assert!(bad.clone().all(|one| one.remedy.is_some()), "{problems}");
    let text = sandbox.run(&["doctor"]);
    let said = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(said.contains(&format!("{} problems, ", bad.count())) && text.stderr.is_empty(), "{said}");
}

#[test]
fn a_root_that_may_not_be_used_is_a_problem_with_its_remedy() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.root_dir()).unwrap();
    fs::set_permissions(sandbox.root_dir(), fs::Permissions::from_mode(0o777)).unwrap();
    let (examination, code) = examined(&sandbox);
    assert_eq!(code, Some(1));
    let finding = examination.findings.iter().find(|one| one.area == Area::Root).unwrap();
    assert!(finding.remedy.as_deref().is_some_and(|remedy| remedy.starts_with("chmod go-w")), "{finding:?}");
}

#[test]
fn a_daemon_and_a_host_that_hang_are_named() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    let host = sandbox.wait_for(&id, Status::Running).host_pid.unwrap();
    let daemon = sandbox.daemon_pid();
    for pid in [host, daemon] {
        signal(pid, Signal::STOP);
    }
    let (examination, code) = examined(&sandbox);
    for pid in [host, daemon] {
        signal(pid, Signal::CONT);
    }
    assert_eq!(code, Some(1));
    let problems = found(&examination, Severity::Problem).join("\n");
    assert!(problems.contains(&format!("process {daemon} holds the lock and does not answer")), "{problems}");
    assert!(problems.contains("its host does not answer") && problems.contains(&format!("kill -CONT {host}")));
    let (examination, code) = examined(&sandbox);
    assert_eq!(code, Some(0), "{examination:?}");
}

/// A proof in a directory of its own, which must be empty again afterwards.
fn proof(sandbox: &Sandbox) -> Command {
    let stages = sandbox.dir().join("stages");
    fs::create_dir_all(&stages).unwrap();
    let mut command = sandbox.command("holdfast");
    command.args(["--json", "doctor", "--prove"]).env("TMPDIR", stages);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn left_nothing(sandbox: &Sandbox) {
    let left: Vec<_> = fs::read_dir(sandbox.dir().join("stages")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!sandbox.root_dir().exists(), "the root of the user was not touched");
    until("nobody of the stage is left", || {
        let stages = sandbox.dir().join("stages").to_string_lossy().into_owned();
        let mut commands = fs::read_dir("/proc").unwrap().flatten();
        let names_it = |path: PathBuf| fs::read(path).is_ok_and(|bytes| contains(&bytes, &stages));
        let of_stage = |process: PathBuf| names_it(process.join("environ")) || names_it(process.join("cmdline"));
        let own = std::process::id().to_string();
        (!commands.any(|entry| entry.file_name() != *own && of_stage(entry.path()))).then_some(())
    });
}

fn contains(bytes: &[u8], part: &str) -> bool {
    bytes.windows(part.len()).any(|window| window == part.as_bytes())
}

fn steps(output: &Output) -> (bool, Vec<String>, Value) {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let steps = serde_json::from_value(document["steps"].clone()).unwrap();
    (document["proved"].as_bool().unwrap(), steps, document["error"].clone())
}

#[test]
fn the_proof_proves_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    let output = output_within(proof(&sandbox).spawn().unwrap(), LIMIT * 2, "the proof");
    let (proved, steps, error) = steps(&output);
    assert!(output.status.success() && proved && error.is_null(), "{output:?}");
    assert_eq!(steps.iter().filter(|step| step.contains("was killed")).count(), 2, "{steps:?}");
    assert!(steps.iter().any(|step| step.contains("no gap")), "{steps:?}");
    left_nothing(&sandbox);
}

#[test]
fn a_proof_of_what_is_not_so_fails_with_the_reason() {
    let sandbox = Sandbox::new();
    let programs = sandbox.dir().join("bin");
    fs::create_dir(&programs).unwrap();
    // The counting program is found by PATH, and this one leaves out a number.
    fs::write(programs.join("sh"), "#!/bin/sh\nfor i in 1 2 3 4 5 7 8 9 10 11; do echo $i; sleep 0.1; done; sleep 9\n")
        .unwrap();
    fs::set_permissions(programs.join("sh"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = proof(&sandbox);
    command.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
    let output = output_within(command.spawn().unwrap(), LIMIT * 2, "the proof");
    let (proved, steps, error) = steps(&output);
    assert!(output.status.code() == Some(1) && !proved, "{output:?}");
    assert!(error["message"].as_str().is_some_and(|why| why.contains("after 5 the output has \"7\"")), "{error}");
    assert!(steps.len() > 1, "{steps:?}");
    left_nothing(&sandbox);
}

#[test]
fn an_interrupted_proof_leaves_nothing() {
    for after in [30, 150, 400] {
        let sandbox = Sandbox::new();
        let child = proof(&sandbox).spawn().unwrap();
        let stages = sandbox.dir().join("stages");
        until("the stage is there", || fs::read_dir(&stages).unwrap().next().map(drop));
        crate::support::pass(Duration::from_millis(after));
        signal(child.id(), Signal::TERM);
        let output = output_within(child, LIMIT * 2, "the proof");
        assert!(!output.status.success() || after == 400, "after {after} ms: {output:?}");
        left_nothing(&sandbox);
    }
}
