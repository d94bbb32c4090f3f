//! Stand-ins on a bus of their own: for a user's systemd, with as much of its interface as Holdfast uses and control groups
//! where the system allows them; for the system's; and for logind.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use zbus::{Connection, ObjectPath, OwnedObjectPath, OwnedVariant, block_on, connection, fdo, interface};

use super::{Group, Keeper};
use crate::support::LIMIT;

const ROOT: &str = "/org/freedesktop/systemd1";

/// A message bus of a test's own.
pub struct Bus {
    process: Child,
    address: String,
    _dir: tempfile::TempDir,
}

impl Bus {
    /// Starts one.
    pub fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("hf-e2e-bus-").tempdir_in("/tmp").unwrap();
        // Nothing can be started over it, and everybody may have every name.
        let config = dir.path().join("config");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/>\
             </policy></busconfig>",
            dir.path().join("bus").display()
        );
        std::fs::write(&config, text).unwrap();
        let config = format!("--config-file={}", config.display());
        let mut process = Command::new("dbus-daemon")
            .args([&config, "--print-address", "--nofork"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("dbus-daemon: {error}; `cargo xtask test` installs it"));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "dbus-daemon said nothing");
        Self { process, address: line.trim().to_owned(), _dir: dir }
    }

    fn build(&self) -> connection::Builder<'_> {
        connection::Builder::address(self.address.as_str()).method_timeout(LIMIT)
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// What a stand-in does with the next scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// It starts them.
    #[default]
    Willing,
    /// It answers with an error.
    Refuses,
}

#[derive(Default)]
struct State {
    mood: Mood,
    /// What it says of itself.
    system: String,
    /// `Result` of each scope; one that is not there is not known.
    results: HashMap<String, String>,
    group: Option<Group>,
    memory: Option<Group>,
    asked: Vec<String>,
}

/// A stand-in for a user's or the system's systemd.
pub struct StandIn {
    state: Arc<Mutex<State>>,
    _connection: Connection,
    bus: Bus,
    variable: &'static str,
}

impl StandIn {
    /// One for a user's.
    pub fn new() -> Self {
        Self::on("DBUS_SESSION_BUS_ADDRESS", Group::new().ok())
    }

    /// One for the system's, which has no scopes to give.
    pub fn of_system() -> Self {
        Self::on("DBUS_SYSTEM_BUS_ADDRESS", None)
    }

    fn on(variable: &'static str, group: Option<Group>) -> Self {
        let state = State { group, system: "running".to_owned(), ..State::default() };
        let (state, bus) = (Arc::new(Mutex::new(state)), Bus::new());
        let builder = bus.build().serve_at(ROOT, Manager(state.clone())).name("org.freedesktop.systemd1");
        let connection = block_on(builder.build()).unwrap();
        Self { state, _connection: connection, bus, variable }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// From now on it does this with scopes.
    pub fn set_mood(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// From now on it says this of itself.
    pub fn says(&self, state: &str) {
        state.clone_into(&mut self.state().system);
    }

    /// From now on it says this of the scopes that it has started.
    pub fn results_are(&self, result: &str) {
        self.state().results.values_mut().for_each(|old| result.clone_into(old));
    }

    /// What it was asked to do with scopes, in order.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// From now on the processes of its scopes may have so much memory together, in bytes.
    ///
    /// # Errors
    /// Where the system does not allow it.
    pub fn limit_memory(&self, bytes: u64) -> std::io::Result<()> {
        self.state().memory = Some(Group::of_memory(bytes)?);
        Ok(())
    }

    /// Serves logind on the same bus.
    pub fn logind(&self) -> Logind {
        let [delays, awake] = [(); 2].map(|()| Arc::new(Mutex::new(Vec::new())));
        let login = Login { delays: delays.clone(), awake: awake.clone() };
        let builder = self.bus.build().serve_at("/org/freedesktop/login1", login);
        Logind { delays, awake, bus: block_on(builder.name("org.freedesktop.login1").build()).unwrap() }
    }
}

impl Keeper for StandIn {
    fn apply(&self, command: &mut Command) {
        command.env(self.variable, &self.bus.address);
    }

    fn moves(&self) -> bool {
        self.state().group.is_some()
    }
}

struct Manager(Arc<Mutex<State>>);

#[interface(name = "org.freedesktop.systemd1.Manager")]
impl Manager {
    async fn start_transient_unit(
        &self,
        #[zbus(connection)] bus: &Connection,
        name: String,
        _mode: String,
        properties: Vec<(String, OwnedVariant)>,
        _others: Vec<(String, Vec<(String, OwnedVariant)>)>,
    ) -> fdo::Result<OwnedObjectPath> {
        let failed = {
            let mut state = self.0.lock().unwrap();
            state.asked.push(format!("start {name}"));
            if state.mood == Mood::Refuses {
                return Err(fdo::Error::AccessDenied("it does not want to".to_owned()));
            }
            // As systemd before 253 answers.
            if properties.iter().any(|(name, _)| name == "OOMPolicy") {
                return Err(fdo::Error::PropertyReadOnly("cannot set property OOMPolicy".to_owned()));
            }
            let pids = properties.into_iter().find(|(name, _)| name == "PIDs").unwrap().1;
            let pids = Vec::<u32>::try_from(pids).unwrap();
            state.results.insert(name.clone(), "success".to_owned());
            let groups = [&state.group, &state.memory];
            let taken = groups.into_iter().flatten().try_for_each(|group| group.take(&name, &pids));
            state.group.is_none() || taken.is_err()
        };
        let scope = Scope { state: self.0.clone(), name: name.clone(), failed };
        bus.object_server().at(path(&name), scope).await?;
        bus.object_server().at(path(&name), Unit { failed }).await?;
        Ok(ObjectPath::try_from(format!("{ROOT}/job/1")).unwrap().into())
    }

    fn get_unit(&self, name: &str) -> Result<OwnedObjectPath, NoSuchUnit> {
        let known = self.0.lock().unwrap().results.contains_key(name);
        if known { Ok(path(name)) } else { Err(NoSuchUnit::NoSuchUnit(format!("no unit {name}"))) }
    }

    fn reset_failed_unit(&self, name: &str) {
        let mut state = self.0.lock().unwrap();
        state.asked.push(format!("forget {name}"));
        state.results.remove(name);
    }

    #[zbus(property)]
    fn system_state(&self) -> String {
        self.0.lock().unwrap().system.clone()
    }
}

#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.freedesktop.systemd1")]
enum NoSuchUnit {
    #[zbus(error)]
    Bus(zbus::Error),
    NoSuchUnit(String),
}

fn path(unit: &str) -> OwnedObjectPath {
    let escaped: String = unit.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '_' }).collect();
    ObjectPath::try_from(format!("{ROOT}/unit/{escaped}")).unwrap().into()
}

struct Unit {
    failed: bool,
}

#[interface(name = "org.freedesktop.systemd1.Unit")]
impl Unit {
    #[zbus(property)]
    fn active_state(&self) -> &str {
        if self.failed { "failed" } else { "active" }
    }
}

struct Scope {
    state: Arc<Mutex<State>>,
    name: String,
    failed: bool,
}

#[interface(name = "org.freedesktop.systemd1.Scope")]
impl Scope {
    #[zbus(property)]
    fn result(&self) -> String {
        let result = self.state.lock().unwrap().results.get(&self.name).cloned().unwrap_or_default();
        if self.failed { "resources".to_owned() } else { result }
    }
}

/// A stand-in for logind.
pub struct Logind {
    delays: Arc<Mutex<Vec<OwnedFd>>>,
    awake: Arc<Mutex<Vec<OwnedFd>>>,
    bus: Connection,
}

impl Logind {
    /// Whether somebody holds a shutdown up.
    pub fn is_delayed(&self) -> bool {
        self.delays.lock().unwrap().iter().any(is_held)
    }

    /// Whether somebody keeps the system from falling asleep.
    pub fn is_kept_awake(&self) -> bool {
        self.awake.lock().unwrap().iter().any(is_held)
    }

    /// Says that the system is about to be shut down, or that it is not any more.
    pub fn prepare_for_shutdown(&self, begins: bool) {
        let (path, interface) = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager");
        block_on(self.bus.emit_signal(None::<&str>, path, interface, "PrepareForShutdown", &(begins,))).unwrap();
    }
}

/// Whether the other end of a pipe is open.
fn is_held(end: &OwnedFd) -> bool {
    let mut polled = [rustix::event::PollFd::new(end, rustix::event::PollFlags::empty())];
    rustix::event::poll(&mut polled, Some(&rustix::event::Timespec::default())) == Ok(0)
}

struct Login {
    delays: Arc<Mutex<Vec<OwnedFd>>>,
    awake: Arc<Mutex<Vec<OwnedFd>>>,
}

#[interface(name = "org.freedesktop.login1.Manager")]
impl Login {
    fn inhibit(&self, what: &str, _who: &str, _why: &str, mode: &str) -> fdo::Result<zbus::OwnedFd> {
        let holders = match (what, mode) {
            ("shutdown", "delay") => &self.delays,
            ("sleep:idle", "block") => &self.awake,
            other => panic!("nobody asks for {other:?}"),
        };
        let (read, write) = rustix::pipe::pipe().map_err(|error| fdo::Error::Failed(error.to_string()))?;
        holders.lock().unwrap().push(read);
        Ok(write.into())
    }
}
