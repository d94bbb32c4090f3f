//! Roots that cannot be used, and one that is only too long.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use protocol::session::Status;
use serde_json::{Value, json};

use crate::support::sandbox::output_within;
use crate::support::{LIMIT, Sandbox, counter, until};

/// Every command refuses this root with the same code and tells what to do; nothing is made in `inside`.
fn is_refused(sandbox: &Sandbox, inside: &Path, hint: &str) {
    let before = names(inside);
    for args in [&["start"][..], &["ls"], &["status"], &["new", "-d", "--", "true"], &["--no-start", "ls"]] {
        let output = sandbox.run(&[&["--json"], args].concat());
        let error: Value = serde_json::from_slice(&output.stderr).unwrap_or_else(|_| panic!("{args:?}: {output:?}"));
        assert_eq!((output.status.code(), &error["error"]["code"]), (Some(1), &json!("bad_root")), "{args:?}: {error}");
        assert!(error["error"]["hint"].as_str().is_some_and(|said| said.contains(hint)), "{args:?}: {error}");
    }
    let daemon = sandbox.command("holdfastd").stdout(std::process::Stdio::piped()).spawn().unwrap();
    let output = output_within(daemon, LIMIT, "the daemon");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["failed"]["error"]["code"], json!("bad_root"), "{said}");
    assert_eq!(names(inside), before);
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_root_that_is_a_symbolic_link_is_refused() {
    let sandbox = Sandbox::new();
    let real = sandbox.dir().join("real");
    fs::create_dir(&real).unwrap();
    fs::set_permissions(&real, Permissions::from_mode(0o700)).unwrap();
    symlink(&real, sandbox.root_dir()).unwrap();
    is_refused(&sandbox, &real, "the directory itself");
    fs::remove_file(sandbox.root_dir()).unwrap();
    symlink(sandbox.dir().join("nowhere"), sandbox.root_dir()).unwrap();
    is_refused(&sandbox, sandbox.dir(), "the directory itself");
    fs::remove_file(sandbox.root_dir()).unwrap();
}

#[test]
fn a_root_that_others_may_write_is_refused_and_the_hint_mends_it() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.root_dir()).unwrap();
    for mode in [0o777, 0o770, 0o707, 0o720] {
        fs::set_permissions(sandbox.root_dir(), Permissions::from_mode(mode)).unwrap();
        is_refused(&sandbox, sandbox.root_dir(), &format!("chmod go-w {}", sandbox.root_dir().display()));
    }
    let mended = std::process::Command::new("chmod").arg("go-w").arg(sandbox.root_dir()).status().unwrap();
    assert!(mended.success());
    sandbox.start();
}

#[test]
fn a_root_that_is_a_file_or_below_one_is_refused() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.root_dir(), "mine").unwrap();
    is_refused(&sandbox, sandbox.dir(), "HOLDFAST_HOME");
    assert_eq!(fs::read_to_string(sandbox.root_dir()).unwrap(), "mine");
    fs::remove_file(sandbox.root_dir()).unwrap();
    let below = Sandbox::with_root("file/root");
    fs::write(below.dir().join("file"), "mine").unwrap();
    is_refused(&below, below.dir(), "HOLDFAST_HOME");
    fs::remove_file(below.dir().join("file")).unwrap();
}

#[test]
fn a_root_that_is_no_absolute_path_is_refused() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command("holdfast");
    command.env("HOLDFAST_HOME", "relative/root").args(["--json", "start"]).stderr(std::process::Stdio::piped());
    let output = output_within(command.spawn().unwrap(), LIMIT, "holdfast start");
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((output.status.code(), &error["error"]["code"]), (Some(1), &json!("bad_root")), "{error}");
    assert!(!sandbox.dir().join("relative").exists());
}

#[test]
fn a_root_too_long_for_a_socket_works_by_a_short_private_directory() {
    let sandbox = Sandbox::with_root(&format!("{}/{}", "long".repeat(30), "longer".repeat(20)));
    sandbox.start();
    let id = counter::start(&sandbox);
    let socket = sandbox.root().daemon_socket();
    let run = socket.parent().unwrap();
    assert!(!socket.starts_with(sandbox.root_dir()) && socket.as_os_str().len() < 104, "{}", socket.display());
    assert_eq!(fs::metadata(run).unwrap().permissions().mode() & 0o777, 0o700);
    let record: Value = serde_json::from_slice(&fs::read(sandbox.root().daemon_json()).unwrap()).unwrap();
    assert_eq!(record["socket"], json!(socket), "it is recorded");
    let (host, child) = pids(&sandbox, &id);
    sandbox.restart();
    sandbox.wait_for(&id, Status::Running);
    assert_eq!(pids(&sandbox, &id), (host, child));
    counter::goes_on(&sandbox, &id);
    let cat = sandbox.new_session(&["--", "cat"]);
    sandbox.ok(&["send", cat.as_str(), "hello", "--enter"]);
    until("cat answers", || sandbox.ok(&["screen", cat.as_str()]).contains("hello\nhello").then_some(()));
}

fn pids(sandbox: &Sandbox, id: &protocol::id::SessionId) -> (Option<u32>, Option<u32>) {
    let session = sandbox.session(id);
    (session.host_pid, session.child_pid)
}

#[test]
fn a_short_directory_that_somebody_else_prepared_is_refused() {
    let sandbox = Sandbox::with_root(&format!("{}/{}", "long".repeat(30), "longer".repeat(20)));
    // Asked of a root that is made only for its name.
    let run = sandbox.root().daemon_socket().parent().unwrap().to_owned();
    fs::remove_dir_all(&run).unwrap();
    symlink(sandbox.dir(), &run).unwrap();
    assert_eq!(sandbox.error(&["start"]), (1, "bad_root".to_owned()));
    fs::remove_file(&run).unwrap();
    fs::create_dir(&run).unwrap();
    fs::set_permissions(&run, Permissions::from_mode(0o777)).unwrap();
    assert_eq!(sandbox.error(&["start"]), (1, "bad_root".to_owned()));
    fs::set_permissions(&run, Permissions::from_mode(0o700)).unwrap();
    sandbox.start();
}
