//! A root of its own, hosts in it, clients of them; everything that was started is ended when it goes out of scope.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use protocol::client::{Client, Message};
use protocol::end::End;
use protocol::error::WireError;
use protocol::frame::{Frame, Kind, decode_output};
use protocol::hello::{Hello, Role};
use protocol::host::{Attach, Attached, HostEvent};
use protocol::id::{Generation, SessionId};
use protocol::launch::Ready;
use protocol::paths::Root;
use protocol::session::Size;
use store::process::{Identity, Liveness, liveness};
use store::records::{self, EndRecord, Found, Host as HostRecord, Launch};

/// Nothing in these tests takes longer than this, by far.
pub const LIMIT: Duration = Duration::from_secs(20);

/// A root with one session.
pub struct Sandbox {
    pub root: Root,
    pub id: SessionId,
    pub home: tempfile::TempDir,
    started: std::cell::RefCell<Vec<Generation>>,
}

impl Sandbox {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        let id = SessionId::random().unwrap();
        std::fs::create_dir(root.session(&id)).unwrap();
        Self { root, id, home, started: std::cell::RefCell::default() }
    }

    pub fn dir(&self, generation: Generation) -> PathBuf {
        self.root.generation(&self.id, generation)
    }

    /// A leave to start `argv` as the first run.
    pub fn launch(&self, argv: &[&str]) -> Launch {
        let now = store::now_ms();
        Launch {
            session: self.id.clone(),
            generation: 1,
            argv: argv.iter().map(|&word| word.to_owned()).collect(),
            cwd: self.home.path().display().to_string(),
            env_names: vec!["PATH".to_owned()],
            size: Size { cols: 80, rows: 24 },
            nonce: "nonce".to_owned(),
            deadline: now + 60_000,
            boot_id: store::process::boot_id().unwrap(),
            created_at: now,
            log: true,
            previous: None,
            open_files: None,
            log_bound: None,
            agent: None,
            unknown: serde_json::Map::new(),
        }
    }

    /// Starts `script` by `sh -c` and waits until the host listens.
    pub fn run(&self, script: &str) -> PathBuf {
        self.start(&self.launch(&["sh", "-c", script])).unwrap()
    }

    /// As a daemon does it: the leave on disk, the environment by a pipe, the answer from another.
    pub fn start(&self, launch: &Launch) -> Result<PathBuf, WireError> {
        let dir = self.dir(launch.generation);
        std::fs::create_dir_all(&dir).unwrap();
        records::write(&dir.join("launch.json"), launch).unwrap();
        let answer = self.command("run", launch.generation);
        self.started.borrow_mut().push(launch.generation);
        answer
    }

    pub fn command(&self, verb: &str, generation: Generation) -> Result<PathBuf, WireError> {
        self.by(Command::new(env!("CARGO_BIN_EXE_holdfast-host")), verb, generation)
    }

    /// As [`Self::start`], where the run's directory is a file system of its own that holds a MiB and a half.
    pub fn start_on_a_small_disk(&self, launch: &Launch) -> Result<PathBuf, WireError> {
        let dir = self.dir(launch.generation);
        std::fs::create_dir_all(&dir).unwrap();
        records::write(&dir.join("launch.json"), launch).unwrap();
        let script = "mv $1/launch.json $1.launch && mount -t tmpfs -o size=1536k,mode=700 none $1 && \
                      mv $1.launch $1/launch.json && shift && exec \"$@\"";
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", script, "sh"]).arg(dir).arg(env!("CARGO_BIN_EXE_holdfast-host"));
        self.by(command, "run", launch.generation)
    }

    fn by(&self, mut command: Command, verb: &str, generation: Generation) -> Result<PathBuf, WireError> {
        command.arg(verb).arg("--root").arg(self.root.dir());
        command.arg("--session").arg(self.id.as_str()).arg("--generation").arg(generation.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut host = command.spawn().unwrap();
        let env = BTreeMap::from([("PATH", std::env::var("PATH").unwrap()), ("GIVEN", "yes".to_owned())]);
        let document = serde_json::json!({ "env": env }).to_string();
        // A host that refuses at once does not read it.
        let _ = host.stdin.take().unwrap().write_all(document.as_bytes());
        let mut line = String::new();
        BufReader::new(host.stdout.take().unwrap()).read_line(&mut line).unwrap();
        // What was started has left us; what we wait for is gone at once.
        host.wait().unwrap();
        match serde_json::from_str(&line).unwrap() {
            Ready::Listening(listening) => Ok(listening.socket.into()),
            Ready::Failed { error } => Err(error),
        }
    }

    pub fn host(&self, generation: Generation) -> HostRecord {
        match records::read(&self.dir(generation).join("host.json")).unwrap() {
            Found::Record(record) => record,
            other => panic!("no run file: {other:?}"),
        }
    }

    pub fn end(&self, generation: Generation) -> Option<EndRecord> {
        records::read(&self.dir(generation).join("end.json")).unwrap().record()
    }

    pub fn log_bytes(&self, generation: Generation) -> Vec<u8> {
        let mut reader = store::log::Reader::open(&self.dir(generation).join("log")).unwrap();
        let mut bytes = Vec::new();
        while let Some(record) = reader.next_record().unwrap() {
            if record.kind == store::log::Kind::DATA {
                bytes.extend(record.payload);
            }
        }
        bytes
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for generation in self.started.take() {
            let Ok(Found::Record(host)) = records::read::<HostRecord>(&self.dir(generation).join("host.json")) else {
                continue;
            };
            let rest = host.child.iter().flat_map(|child| store::process::survivors(child).unwrap_or_default());
            rest.chain([host.host]).for_each(|process| signal(&process, "KILL"));
        }
    }
}

pub fn signal(process: &Identity, name: &str) {
    if liveness(process) == Liveness::Alive {
        Command::new("kill").arg(format!("-{name}")).arg(process.pid.to_string()).status().unwrap();
    }
}

/// Waits for something that nobody announces.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !is_so() {
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

pub fn connect_as(socket: &std::path::Path, role: Role) -> Client {
    let client = Client::connect(socket, &Hello::new("test", role)).unwrap();
    client.set_timeout(Some(LIMIT)).unwrap();
    client
}

pub fn connect(socket: &std::path::Path) -> Client {
    connect_as(socket, Role::Client)
}

/// A client with a terminal of its own, as the user interface has one.
pub struct Viewer {
    pub client: Client,
    pub attached: Attached,
    pub screen: Box<dyn screen::Screen>,
    /// Of the next output byte.
    pub offset: u64,
    /// All output bytes since attaching, without snapshots.
    pub output: Vec<u8>,
    pub before: Vec<u8>,
    pub snapshots: usize,
    /// Whether there is more above than what was painted.
    pub more: bool,
    pub end: Option<End>,
    pub notices: Vec<String>,
    snapshot_left: (u64, u64),
}

impl Viewer {
    pub fn attach(socket: &std::path::Path, call: Attach) -> Self {
        let mut client = connect(socket);
        let attached = client.call(&call).unwrap();
        let size = screen::Size { cols: attached.size.cols, rows: attached.size.rows };
        Self {
            client,
            offset: attached.offset,
            attached,
            screen: screen::new(size, 60_000),
            output: Vec::new(),
            before: Vec::new(),
            snapshots: 0,
            more: false,
            end: None,
            notices: Vec::new(),
            snapshot_left: (0, 0),
        }
    }

    pub fn look(socket: &std::path::Path) -> Self {
        Self::attach(socket, Attach { read_only: true, ..Attach::default() })
    }

    pub fn with_size(socket: &std::path::Path, cols: u16, rows: u16) -> Self {
        Self::attach(socket, Attach { size: Some(Size { cols, rows }), ..Attach::default() })
    }

    /// Takes the next message; `false` at the end of the connection.
    pub fn step(&mut self) -> bool {
        match self.client.next_message() {
            Ok(Message::Frame(frame)) => self.take(&frame),
            Ok(Message::Closed) => return false,
            Ok(other) => panic!("unexpected: {other:?}"),
            Err(error) if error.code == protocol::error::ErrorCode::DaemonUnreachable => return false,
            Err(error) => panic!("{error:?}; the screen:\n{}", self.text()),
        }
        true
    }

    fn take(&mut self, frame: &Frame) {
        match frame.kind {
            Kind::OUTPUT => {
                let (offset, bytes) = decode_output(&frame.payload).unwrap();
                assert_eq!(offset, self.offset, "output without a gap or a double");
                assert_eq!(self.snapshot_left, (0, 0), "no output within a snapshot");
                self.offset += bytes.len() as u64;
                self.output.extend_from_slice(bytes);
                self.screen.feed(bytes, &mut Vec::new());
            }
            Kind::SNAPSHOT => self.take_snapshot(&frame.payload),
            Kind::EVENT => self.hear(Message::event(frame).unwrap()),
            other => panic!("unexpected {other:?}"),
        }
    }

    fn take_snapshot(&mut self, mut bytes: &[u8]) {
        let before = usize::try_from(self.snapshot_left.0).unwrap().min(bytes.len());
        self.before.extend_from_slice(&bytes[..before]);
        self.snapshot_left.0 -= before as u64;
        bytes = &bytes[before..];
        self.snapshot_left.1 -= bytes.len() as u64;
        self.screen.feed(bytes, &mut Vec::new());
    }

    fn hear(&mut self, event: HostEvent) {
        match event {
            HostEvent::Snapshot { offset, size, before, length, more } => {
                self.offset = offset;
                self.snapshots += 1;
                self.snapshot_left = (before, length);
                self.more = more;
                self.before.clear();
                self.screen = screen::new(screen::Size { cols: size.cols, rows: size.rows }, 60_000);
            }
            HostEvent::Resized { size } => self.screen.resize(screen::Size { cols: size.cols, rows: size.rows }),
            HostEvent::Ended { end } => self.end = Some(*end),
            HostEvent::Notice { message } => self.notices.push(message),
            other => panic!("unexpected {other:?}"),
        }
    }

    pub fn text(&self) -> String {
        self.screen.text(None, false)
    }

    pub fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + LIMIT;
        while !is_so(self) {
            assert!(Instant::now() < deadline, "never happened: {what}; the screen:\n{}", self.text());
            assert!(self.step(), "closed before: {what}; the screen:\n{}", self.text());
        }
    }

    pub fn until_text(&mut self, wanted: &str) {
        self.until(wanted, |viewer| viewer.text().contains(wanted));
    }

    pub fn until_end(&mut self) -> End {
        self.until("the end", |viewer| viewer.end.is_some());
        self.end.clone().unwrap()
    }

    pub fn send(&self, bytes: &[u8]) {
        self.client.sender().input(bytes).unwrap();
    }
}
