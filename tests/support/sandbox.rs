//! A home of a test's own, and the end of everything that was started in it.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use protocol::client::Client;
use protocol::hello::{Hello, Role};
use protocol::id::SessionId;
use protocol::paths::Root;
use protocol::session::{Session, Status};
use serde_json::Value;
use store::process::{self, Identity};

use super::programs::program;
use super::wait::{LIMIT, until, until_within};

/// A root directory, and the programs that run in it. Ended and removed when dropped.
pub struct Sandbox {
    home: tempfile::TempDir,
    root: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Sandbox {
    /// A new home. Its path is short: sockets lie in it.
    pub fn new() -> Self {
        Self::with_root("root")
    }

    /// A new home with its root at this path below it.
    pub fn with_root(path: &str) -> Self {
        let home = tempfile::Builder::new().prefix("hf-e2e-").tempdir_in("/tmp").unwrap();
        let root = home.path().join(path);
        Self { home, root, variables: Vec::new() }
    }

    /// A directory that only this test uses, beside the root.
    pub fn dir(&self) -> &Path {
        self.home.path()
    }

    /// Gives every command of this home a variable.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// Where the root is. It does not exist before the first program made it.
    pub fn root_dir(&self) -> &Path {
        &self.root
    }

    /// The paths in the root.
    pub fn root(&self) -> Root {
        Root::open(&self.root).unwrap()
    }

    /// A command of one of our programs, in this home.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program(name));
        self.apply(&mut command);
        command
    }

    /// Sets up a command to run in this home, and to be ended with it.
    pub fn apply(&self, command: &mut Command) {
        command.env("HOLDFAST_HOME", &self.root).env("HOME", self.dir()).env("SHELL", "/bin/sh").env("ENV", "");
        // None of the developer's own buses; a test that wants one gives it.
        command.env("DBUS_SESSION_BUS_ADDRESS", "").env("DBUS_SYSTEM_BUS_ADDRESS", "");
        command.env_remove("HOLDFAST_SESSION").current_dir(self.dir()).stdin(Stdio::null());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
    }

    /// Runs `holdfast` to its end, within the limit.
    pub fn run(&self, args: &[&str]) -> Output {
        let child = self.command("holdfast").args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        output_within(child, LIMIT * 2, &format!("holdfast {args:?}"))
    }

    /// Runs `holdfast`, which must succeed, and returns what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "holdfast {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `holdfast --json`, which must succeed, and returns the document.
    pub fn json(&self, args: &[&str]) -> Value {
        let text = self.ok(&[&["--json"], args].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("holdfast {args:?}: {error}: {text}"))
    }

    /// Runs `holdfast --json`, which must fail, and returns its exit code and the error's code.
    pub fn error(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(&[&["--json"], args].concat());
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = text.lines().last().unwrap_or_default();
        let error: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("holdfast {args:?}: {output:?}"));
        (output.status.code().unwrap(), error["error"]["code"].as_str().unwrap().to_owned())
    }

    /// Starts a headless daemon.
    pub fn start(&self) {
        self.ok(&["start"]);
    }

    /// Ends the daemon, leaves the sessions, and starts another one.
    pub fn restart(&self) {
        self.ok(&["stop", "--keep-sessions"]);
        self.start();
    }

    /// Starts a session detached and returns its id.
    pub fn new_session(&self, args: &[&str]) -> SessionId {
        self.ok(&[&["new", "-d"], args].concat()).trim().parse().unwrap()
    }

    /// All sessions, as `ls --all --json` has them.
    pub fn sessions(&self) -> Vec<Session> {
        serde_json::from_value(self.json(&["ls", "--all"])).unwrap()
    }

    /// One session, as the list has it.
    pub fn session(&self, id: &SessionId) -> Session {
        self.sessions().into_iter().find(|session| session.id == *id).unwrap_or_else(|| panic!("{id} is not listed"))
    }

    /// Waits until the session has this status, and returns it.
    pub fn wait_for(&self, id: &SessionId, status: Status) -> Session {
        let mut client = self.client(Role::Client);
        until(&format!("{id} is {status:?}"), || {
            let all = client.call(&protocol::requests::List { all: true }).unwrap();
            all.into_iter().find(|session| session.id == *id && session.status == status)
        })
    }

    /// A connection to the running daemon.
    pub fn client(&self, role: Role) -> Client {
        let socket = self.root().daemon_socket();
        until("the daemon answers", || Client::connect(&socket, &Hello::new("test", role)).ok())
    }

    /// A connection to the host of a live session's first run.
    pub fn client_of(&self, id: &SessionId) -> Client {
        Client::connect(&self.root().host_socket(id, 1), &Hello::new("test", Role::Client)).unwrap()
    }

    /// The running daemon's process.
    pub fn daemon_pid(&self) -> u32 {
        until("the daemon has a run file", || {
            let text = std::fs::read(self.root.join("daemon.json")).ok()?;
            let record: Value = serde_json::from_slice(&text).ok()?;
            u32::try_from(record["identity"]["pid"].as_u64()?).ok()
        })
    }

    /// Waits until no daemon holds the root any more.
    pub fn wait_until_daemon_gone(&self, limit: Duration) {
        let lock = self.root.join("daemon.lock");
        until_within(limit, "the daemon is gone", || match store::lock::try_take(&lock) {
            Ok(store::lock::Taken::Yes(_)) => Some(()),
            _ => None,
        });
    }

    /// Kills the daemon, and waits until it is gone.
    pub fn crash_daemon(&self) {
        kill(self.daemon_pid());
        self.wait_until_daemon_gone(LIMIT);
    }

    /// The user's settings are these from now on.
    pub fn write_settings(&self, text: &str) {
        let file = self.root().settings();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    /// What the newest run of a session has printed so far, escape sequences included.
    pub fn printed(&self, id: &SessionId) -> String {
        let run = self.session(id).generation.to_string();
        self.ok(&["logs", "--raw", "--run", &run, id.as_str()])
    }

    /// Every process that was started here: by the root in its environment, or by its session.
    fn everything(&self) -> Vec<Identity> {
        let sessions = std::fs::read_dir(self.root.join("sessions")).into_iter().flatten().flatten();
        let sessions = sessions.map(|session| format!("HOLDFAST_SESSION={}", session.file_name().to_string_lossy()));
        let home = format!("HOLDFAST_HOME={}", self.root.display());
        let marks: Vec<String> = sessions.chain([home]).collect();
        marked(&marks)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Again and again: a daemon may have just started another host, and what is killed still writes for a moment.
        let deadline = Instant::now() + LIMIT;
        loop {
            let left = self.everything();
            left.iter().for_each(|identity| kill(identity.pid));
            if left.is_empty() || Instant::now() > deadline {
                break;
            }
            std::thread::park_timeout(Duration::from_millis(10));
        }
        // A root that cannot be used has its sockets nowhere else.
        let root = Root::peek(&self.root).ok().flatten();
        let run = root.and_then(|root| root.daemon_socket().parent().map(Path::to_owned));
        if let Some(run) = run.filter(|run| !run.starts_with(&self.root)) {
            std::fs::remove_dir_all(run).ok();
        }
        if std::env::var_os("HOLDFAST_KEEP").is_some() {
            eprintln!("kept {}", self.dir().display());
            self.home.disable_cleanup(true);
        }
    }
}

/// Ends a process for good.
pub fn kill(pid: u32) {
    signal(pid, rustix::process::Signal::KILL);
}

/// Sends a signal. A process that is gone is no error.
pub fn signal(pid: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    let _ = rustix::process::kill_process(pid, signal);
}

/// Whether a process is there and no zombie.
pub fn is_alive(pid: u32) -> bool {
    process::identify(pid).is_ok_and(|identity| process::liveness(&identity) == process::Liveness::Alive)
}

/// The processes of all runs of a session, by the mark in their environment.
pub fn programs_of(id: &SessionId) -> Vec<u32> {
    marked(&[format!("HOLDFAST_SESSION={id}")]).into_iter().map(|identity| identity.pid).collect()
}

/// The processes that have one of these values in their environment, and are no zombies.
fn marked(marks: &[String]) -> Vec<Identity> {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let ours = |pid: &u32| {
        let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        *pid != std::process::id()
            && environment.split(|byte| *byte == 0).any(|value| marks.iter().any(|mark| mark.as_bytes() == value))
    };
    let found = pids.filter(ours).filter_map(|pid| process::identify(pid).ok());
    found.filter(|identity| process::liveness(identity) != process::Liveness::Gone).collect()
}

/// Waits for a child to end; kills it and fails after `limit`.
pub fn output_within(mut child: Child, limit: Duration, what: &str) -> Output {
    let id = child.id();
    let (sender, receiver) = std::sync::mpsc::channel();
    let stdout = Gathered::from(child.stdout.take());
    let stderr = Gathered::from(child.stderr.take());
    std::thread::spawn(move || sender.send(child.wait()).ok());
    let Ok(status) = receiver.recv_timeout(limit) else {
        kill(id);
        // What it has started may hold them open still.
        let so_far = [stdout.so_far(), stderr.so_far()].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        panic!("{what} did not end within {limit:?}: {}", so_far.concat());
    };
    Output { status: status.unwrap(), stdout: stdout.into_bytes(), stderr: stderr.into_bytes() }
}

/// What comes out of a pipe, read by a thread.
struct Gathered {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Gathered {
    /// Begins to read. Absent: there is nothing to read.
    fn from(stream: Option<impl Read + Send + 'static>) -> Self {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let shared = bytes.clone();
        let reader = std::thread::spawn(move || {
            let (Some(mut stream), mut buffer) = (stream, [0; 4096]) else { return };
            while let Ok(length @ 1..) = stream.read(&mut buffer) {
                shared.lock().unwrap().extend_from_slice(&buffer[..length]);
            }
        });
        Self { bytes, reader }
    }

    fn so_far(&self) -> Vec<u8> {
        self.bytes.lock().unwrap().clone()
    }

    fn into_bytes(self) -> Vec<u8> {
        self.reader.join().unwrap();
        std::mem::take(&mut *self.bytes.lock().unwrap())
    }
}
