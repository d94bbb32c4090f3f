//! systemd itself, as the manager of a user who has nothing but one test. It sees a tree of control groups of its own, and
//! starts its bus itself.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use zbus::{Connection, block_on, connection};

use super::{Group, Keeper};
use crate::support::sandbox::signal;

/// How long it may take until it answers.
const STARTS: Duration = Duration::from_secs(20);

/// A running `systemd --user`.
pub struct Systemd {
    process: Child,
    /// Outlives the process: everybody in it is killed.
    _group: Group,
    dir: tempfile::TempDir,
}

impl Systemd {
    /// Starts it and waits until it answers on its bus.
    ///
    /// # Errors
    /// Why it cannot run here, for people.
    pub fn start() -> Result<Self, String> {
        let group = Group::new().map_err(|error| format!("no control group of its own: {error}"))?;
        let dir = tempfile::Builder::new().prefix("hf-e2e-sd-").tempdir_in("/tmp").unwrap();
        // It looks for control groups in one place, and runs only where a systemd is said to run the system.
        let script = "mount -t cgroup2 none /sys/fs/cgroup\n\
                      mkdir -p /run/systemd\n\
                      mount -t tmpfs none /run/systemd\n\
                      mkdir /run/systemd/system\n\
                      exec /lib/systemd/systemd --user --unit=basic.target";
        let inside = format!("echo $$ > {}/cgroup.procs\n{script}", group.path().display());
        let log = fs::File::create(dir.path().join("log")).unwrap();
        let mut command = Command::new("unshare");
        command.args(["-m", "sh", "-ec", &inside]).env_clear().env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        command.env("HOME", dir.path()).env("XDG_RUNTIME_DIR", dir.path()).env("SYSTEMD_LOG_TARGET", "console");
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let process = command.spawn().map_err(|error| format!("unshare: {error}"))?;
        let mut process = Ended(Some(process));
        greet(dir.path(), process.0.as_mut().unwrap())?;
        Ok(Self { process: process.0.take().unwrap(), _group: group, dir })
    }

    /// Has it stop everything and end, as the system does when the user's last session ends.
    pub fn log_out(&self) {
        signal(self.process.id(), rustix::process::Signal::TERM);
    }
}

impl Keeper for Systemd {
    fn apply(&self, command: &mut Command) {
        command.env("DBUS_SESSION_BUS_ADDRESS", address(self.dir.path())).env("XDG_RUNTIME_DIR", self.dir.path());
    }

    fn moves(&self) -> bool {
        true
    }
}

impl Drop for Systemd {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// A process that is ended unless it is taken out.
struct Ended(Option<Child>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(end);
    }
}

fn end(process: &mut Child) {
    signal(process.id(), rustix::process::Signal::TERM);
    let deadline = Instant::now() + Duration::from_secs(5);
    while Instant::now() < deadline && matches!(process.try_wait(), Ok(None)) {
        std::thread::park_timeout(Duration::from_millis(10));
    }
    process.kill().ok();
    process.wait().ok();
}

fn address(dir: &Path) -> String {
    format!("unix:path={}", dir.join("bus").display())
}

fn greet(dir: &Path, process: &mut Child) -> Result<(), String> {
    let deadline = Instant::now() + STARTS;
    loop {
        let said = || fs::read_to_string(dir.join("log")).unwrap_or_default().trim().to_owned();
        if let Ok(Some(status)) = process.try_wait() {
            return Err(format!("{status}: {}", said()));
        }
        if Instant::now() > deadline {
            return Err(format!("it does not answer: {}", said()));
        }
        let built = block_on(connection::Builder::address(address(dir).as_str()).method_timeout(STARTS).build());
        if let Ok(bus) = built
            && answers(&bus)
        {
            return Ok(());
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

fn answers(bus: &Connection) -> bool {
    let body = ("org.freedesktop.systemd1",);
    let dbus = "org.freedesktop.DBus";
    let asked = block_on(bus.call_method(Some(dbus), "/org/freedesktop/DBus", Some(dbus), "NameHasOwner", &body));
    asked.is_ok_and(|answer| answer.body().deserialize().unwrap_or(false))
}
