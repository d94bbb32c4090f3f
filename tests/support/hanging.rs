//! Hosts that hang at a chosen moment of their start, until they are told to go on.

use std::fs;
use std::path::Path;

use protocol::id::SessionId;
use protocol::session::Status;
use rustix::process::Signal;

use super::sandbox::{Sandbox, programs_of, signal};
use super::wait::until;

/// Where in its start a host hangs: before this file of its run is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// It holds its lock and has not started the program.
    BeforeProgram,
    /// It has started the program and has not said so to anybody.
    AfterProgram,
}

impl At {
    fn file(self) -> &'static str {
        match self {
            Self::BeforeProgram => "/.end.reserve",
            Self::AfterProgram => "/.host.json.",
        }
    }
}

/// How long a session may take to start here, in seconds.
pub const LEAVE: u64 = 1;

/// Starts a daemon all of whose hosts hang there, and which waits for them for [`LEAVE`].
pub fn start(sandbox: &Sandbox, at: At) {
    let count = sandbox.dir().join("changes of a host");
    start_with(sandbox, &format!("count:{}", count.display()));
    let id = sandbox.new_session(&["--", "true"]);
    sandbox.wait_for(&id, Status::Ended);
    let changes = fs::read_to_string(count).unwrap();
    let created = |line: &&str| line.contains(" Create ") && line.contains(at.file());
    let line = changes.lines().find(created).unwrap_or_else(|| panic!("no {at:?} in {changes}"));
    let number = line.split(' ').next().unwrap().to_owned();
    sandbox.ok(&["rm", id.as_str()]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.write_settings(&format!("[daemon]\nstart_seconds = {LEAVE}\n"));
    start_with(sandbox, &format!("stop:{number}"));
}

fn start_with(sandbox: &Sandbox, faults: &str) {
    let mut command = sandbox.command("holdfast");
    let started = command.arg("start").env("HOLDFAST_HOST_FAULTS", faults).output().unwrap();
    assert!(started.status.success(), "{started:?}");
}

/// A session whose host hangs, waited for in vain by whoever made it.
pub fn new_session(sandbox: &Sandbox, args: &[&str]) -> SessionId {
    assert_eq!(sandbox.error(&[&["new", "-d"], args].concat()), (4, "timed_out".to_owned()));
    let [session] = <[_; 1]>::try_from(sandbox.sessions()).unwrap();
    session.id
}

/// The process of the host, which hangs.
pub fn host_of(id: &SessionId) -> u32 {
    until("its host hangs", || {
        let pids =
            fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let mut hosts = pids.filter(|pid: &u32| {
            let path = Path::new("/proc").join(pid.to_string());
            let command = fs::read(path.join("cmdline")).unwrap_or_default();
            let words: Vec<&[u8]> = command.split(|byte| *byte == 0).collect();
            let state = fs::read_to_string(path.join("stat")).unwrap_or_default();
            words.get(1) == Some(&&b"run"[..]) && words.contains(&id.as_str().as_bytes()) && state.contains(") T ")
        });
        hosts.next()
    })
}

/// The process of its program, once it heeds SIGTERM itself.
pub fn program_of(id: &SessionId) -> u32 {
    until("its program heeds SIGTERM", || programs_of(id).into_iter().find(|pid| heeds_term(*pid)))
}

fn heeds_term(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim);
    let caught = caught.and_then(|mask| u64::from_str_radix(mask, 16).ok()).unwrap_or(0);
    caught & (1 << (Signal::TERM.as_raw() - 1)) != 0
}

/// Has the host go on.
pub fn go_on(host: u32) {
    signal(host, Signal::CONT);
}
