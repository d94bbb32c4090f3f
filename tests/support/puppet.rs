//! A session that runs an agent which does what a test tells it, and says by its hooks what the test wants said. Its records
//! are written and its host is started as a daemon does it, so that a daemon which is started later adopts it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Stdio;

use protocol::agent::{Activity, AgentWord, Meaning, Watched};
use protocol::host::Watch;
use protocol::id::SessionId;
use protocol::launch::Ready;
use protocol::session::{Kind, Size, Spec, Status};
use serde_json::Map;
use store::records::{self, AgentRecord, Host, Launch, SessionRecord};

use super::programs::program;
use super::{Sandbox, until};

/// What it is called by its id, and by the name of its program.
pub const ID: &str = "fake";
const PROGRAM: &str = "fake-agent";
/// Another agent's program, which does what its argument says.
pub const INNER: &str = "inner-agent";

/// Does each line that is written into its pipe.
const SCRIPT: &str = "#!/bin/sh\nexec 3<>\"$1\"\nwhile read -r line <&3; do eval \"$line\"; done\n";

/// The agent's session.
pub struct Agent<'a> {
    pub id: SessionId,
    sandbox: &'a Sandbox,
    dir: PathBuf,
    told: Cell<usize>,
}

/// What came of something that it was told to do.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    /// With what it printed on standard error.
    pub err: String,
}

impl Done {
    /// The code of the error, as `--json` has it.
    pub fn error(&self) -> String {
        let line = self.err.lines().last().unwrap_or_default();
        let error: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("no error: {self:?}"));
        error["error"]["code"].as_str().unwrap().to_owned()
    }
}

impl<'a> Agent<'a> {
    /// Starts one. `parent`: the session that has started it.
    pub fn start(sandbox: &'a Sandbox, parent: Option<&SessionId>) -> Self {
        let agent = Self::prepare(sandbox, SessionId::random().unwrap());
        agent.write_records(parent);
        agent.start_host();
        agent
    }

    /// One that a daemon knows, and which works.
    pub fn at_work(sandbox: &'a Sandbox) -> Self {
        sandbox.start();
        sandbox.crash_daemon();
        let agent = Self::start(sandbox, None);
        sandbox.start();
        sandbox.wait_for(&agent.id, Status::Running);
        agent.says("Prompt", "c1");
        sandbox.wait_for(&agent.id, Status::Working);
        agent
    }

    /// The same program in a session that runs no agent. A daemon must run.
    pub fn start_without(sandbox: &'a Sandbox) -> Self {
        let agent = Self::prepare(sandbox, SessionId::random().unwrap());
        let path = agent.path();
        let words =
            ["--env", path.as_str(), "--", &agent.program(PROGRAM), agent.pipe().to_str().unwrap()].map(str::to_owned);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Self { id: sandbox.new_session(&words), ..agent }
    }

    fn prepare(sandbox: &'a Sandbox, id: SessionId) -> Self {
        let dir = sandbox.dir().join(id.as_str());
        fs::create_dir(&dir).unwrap();
        for (name, script) in [(PROGRAM, SCRIPT), (INNER, "#!/bin/sh\neval \"$1\"\n:\n")] {
            fs::write(dir.join(name), script).unwrap();
            fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o700)).unwrap();
        }
        let agent = Self { id, sandbox, dir, told: Cell::new(0) };
        let made = std::process::Command::new("mkfifo").arg(agent.pipe()).status().unwrap();
        assert!(made.success());
        agent
    }

    fn pipe(&self) -> PathBuf {
        self.dir.join("told")
    }

    /// The path of one of its programs.
    pub fn program(&self, name: &str) -> String {
        self.dir.join(name).to_str().unwrap().to_owned()
    }

    /// `PATH=` with our programs.
    fn path(&self) -> String {
        let programs = program("holdfast");
        format!("PATH={}:{}", programs.parent().unwrap().display(), std::env::var("PATH").unwrap())
    }

    fn write_records(&self, parent: Option<&SessionId>) {
        let root = self.sandbox.root();
        let dir = root.generation(&self.id, 1);
        fs::create_dir_all(&dir).unwrap();
        let command = vec![self.program(PROGRAM), self.pipe().to_str().unwrap().to_owned()];
        let cwd = self.dir.to_str().unwrap();
        let session = session_record(&self.id, parent, &command, cwd);
        records::write(&root.session(&self.id).join("session.json"), &session).unwrap();
        records::write(&dir.join("launch.json"), &launch(&self.id, command, cwd)).unwrap();
    }

    fn start_host(&self) {
        let mut command = self.sandbox.command("holdfast-host");
        command.arg("run").arg("--root").arg(self.sandbox.root_dir()).arg("--session").arg(self.id.as_str());
        command.args(["--generation", "1"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut host = command.spawn().unwrap();
        let (root, home) = (self.sandbox.root_dir().to_str().unwrap(), self.sandbox.dir().to_str().unwrap());
        let path = self.path();
        let env = BTreeMap::from([("PATH", &path["PATH=".len()..]), ("HOLDFAST_HOME", root), ("HOME", home)]);
        let document = serde_json::json!({ "env": env }).to_string();
        host.stdin.take().unwrap().write_all(document.as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(host.stdout.take().unwrap()).read_line(&mut line).unwrap();
        // What was started has left us; what we wait for is gone at once.
        host.wait().unwrap();
        assert!(matches!(serde_json::from_str(&line).unwrap(), Ready::Listening(_)), "{line}");
    }

    /// Has it carry out a command of the shell, and waits for what comes of that.
    pub fn does(&self, command: &str) -> Done {
        let number = self.told.get() + 1;
        self.told.set(number);
        let file = |kind: &str| self.dir.join(format!("{number}.{kind}"));
        let (out, err, code, begun) = (file("out"), file("err"), file("code"), file("begun"));
        let line = format!("( {command} ) >{out:?} 2>{err:?}; echo $? >{begun:?}; mv {begun:?} {code:?}\n");
        fs::OpenOptions::new().write(true).open(self.pipe()).unwrap().write_all(line.as_bytes()).unwrap();
        let code = until(&format!("the agent did {command}"), || fs::read_to_string(&code).ok());
        let read = |path| fs::read_to_string(path).unwrap();
        Done { code: code.trim().parse().unwrap(), out: read(out), err: read(err) }
    }

    /// Has it run `holdfast --json`.
    pub fn holdfast(&self, words: &str) -> Done {
        self.does(&format!("holdfast --json {words}"))
    }

    /// Has it call its hook.
    pub fn says(&self, event: &str, conversation: &str) {
        let done = self.does(&hook(event, conversation));
        assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", ""));
    }

    /// What its host knows of it.
    pub fn word(&self) -> AgentWord {
        *self.sandbox.client_of(&self.id).call(&Watch {}).unwrap().agent.unwrap()
    }

    /// What is on disk of that. Absent: nothing yet.
    pub fn record(&self) -> Option<AgentRecord> {
        records::read(&self.sandbox.root().generation(&self.id, 1).join("agent.json")).unwrap().record()
    }

    /// Its host's process.
    pub fn host_pid(&self) -> u32 {
        let host = records::read::<Host>(&self.sandbox.root().generation(&self.id, 1).join("host.json"));
        host.unwrap().record().unwrap().host.pid
    }
}

/// The command by which an agent tells an event.
pub fn hook(event: &str, conversation: &str) -> String {
    format!(r#"holdfast hook --agent {ID} '{{"hook_event_name":"{event}","session_id":"{conversation}"}}'"#)
}

/// The command that runs another one as a process of its own, which is left behind by whoever started it, and waits for its end.
pub fn in_background(command: &str) -> String {
    let waits = "until [ -e \"$end\" ]; do sleep 0.01; done";
    let then = "echo $? >\"$end.begun\"; mv \"$end.begun\" \"$end\"";
    format!("export end=$(mktemp -u); setsid -f sh -c '{command}; {then}'; {waits}; exit $(cat \"$end\"; rm \"$end\")")
}

fn session_record(id: &SessionId, parent: Option<&SessionId>, command: &[String], cwd: &str) -> SessionRecord {
    let spec = Spec {
        command: command.to_vec(),
        cwd: cwd.to_owned(),
        kind: Kind::Worker,
        agent: Some(ID.to_owned()),
        prompt: None,
        model: None,
        permission: None,
        conversation: None,
        env: BTreeMap::new(),
        log: true,
        unknown: Map::new(),
    };
    let name = format!("agent {}", id.short());
    SessionRecord { parent: parent.cloned(), ..SessionRecord::new(id.clone(), name, spec, store::now_ms()) }
}

fn launch(id: &SessionId, argv: Vec<String>, cwd: &str) -> Launch {
    let now = store::now_ms();
    Launch {
        session: id.clone(),
        generation: 1,
        argv,
        cwd: cwd.to_owned(),
        env_names: Vec::new(),
        size: Size { cols: 80, rows: 24 },
        nonce: "nonce".to_owned(),
        deadline: now + 60_000,
        boot_id: store::process::boot_id().unwrap(),
        created_at: now,
        log: true,
        previous: None,
        open_files: None,
        log_bound: None,
        agent: Some(watched()),
        unknown: Map::new(),
    }
}

fn watched() -> Watched {
    let does = |activity| Meaning { activity: Some(activity), ..Meaning::default() };
    let hooks = BTreeMap::from([
        ("Start".to_owned(), Meaning { conversation: true, ..Meaning::default() }),
        ("Prompt".to_owned(), Meaning { picks_up: true, ..does(Activity::Working) }),
        ("Ask".to_owned(), does(Activity::Permission)),
        ("Query".to_owned(), does(Activity::Question)),
        ("Stop".to_owned(), does(Activity::Idle)),
    ]);
    let programs = [PROGRAM, INNER].map(str::to_owned).into();
    Watched { id: ID.to_owned(), hooks, programs, ..Watched::default() }
}
