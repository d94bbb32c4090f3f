//! A session whose program ends when the test says so, and the ways to stop it.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::process::{Child, Output, Stdio};

use protocol::end::IntentReason;
use protocol::id::SessionId;
use protocol::session::Status;
use serde_json::Value;

use crate::support::hanging::{self, At};
use crate::support::sandbox::{is_alive, output_within};
use crate::support::{LIMIT, Sandbox, until};

/// A way to stop a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `holdfast kill`.
    Kill,
    /// `holdfast stop`.
    FullStop,
    /// `holdfast archive` of a live session.
    Archive,
    /// Its host hung when it had just started the program, its start was given up, and it goes on.
    StartTimeout,
}

impl Way {
    /// What it is called in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::FullStop => "full stop",
            Self::Archive => "archive",
            Self::StartTimeout => "start time-out",
        }
    }

    /// Who is said to have stopped it.
    pub fn actor(self) -> &'static str {
        if self == Self::StartTimeout { "daemon" } else { "user" }
    }

    /// Why it is said to have been stopped.
    pub fn intent(self) -> IntentReason {
        match self {
            Self::Kill => IntentReason::Kill,
            Self::FullStop => IntentReason::FullStop,
            Self::Archive => IntentReason::Archive,
            Self::StartTimeout => IntentReason::StartTimeout,
        }
    }
}

/// Asked to end, it waits for a word; asked again, it goes on waiting.
const PROGRAM: &str = r#"trap 'trap "" TERM HUP; echo asked; read word <"$0"; exit 0' TERM HUP
echo ready; while :; do sleep 1000 & wait $!; done"#;

/// One session, and the stop of it that is under way.
pub struct Stage {
    /// Where it all happens.
    pub sandbox: Sandbox,
    /// The session.
    pub id: SessionId,
    way: Way,
    asking: Option<Child>,
    pids: (u32, u32),
}

impl Stage {
    /// A running session; or one whose host hangs and whose start was given up.
    pub fn set(way: Way) -> Self {
        Self::set_in(Sandbox::new(), way)
    }

    /// As [`Self::set`], in this home.
    pub fn set_in(sandbox: Sandbox, way: Way) -> Self {
        let word = sandbox.dir().join("word");
        let made = std::process::Command::new("mkfifo").arg(&word).status().unwrap();
        assert!(made.success());
        let command = ["--name", "staged", "--", "sh", "-c", PROGRAM, word.to_str().unwrap()];
        let (id, pids) =
            if way == Way::StartTimeout { given_up(&sandbox, &command) } else { running(&sandbox, &command) };
        Self { sandbox, id, way, asking: None, pids }
    }

    /// Begins the stop, and returns in its middle.
    pub fn begin(&mut self) {
        let id = self.id.as_str();
        let args: &[&str] = match self.way {
            Way::Kill => &["kill", id],
            Way::FullStop => &["stop", "--yes"],
            Way::Archive => &["archive", id],
            Way::StartTimeout => &[],
        };
        if args.is_empty() {
            hanging::go_on(self.host());
        } else {
            let mut command = self.sandbox.command("holdfast");
            command.args(["--no-start", "--json"]).args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
            self.asking = Some(command.spawn().unwrap());
        }
        until("the host has taken the intent", || self.is_acknowledged().then_some(()));
        until("the program was asked to end", || self.has_printed("asked").then_some(()));
    }

    /// Says the word that the program waits for.
    pub fn let_the_program_end(&self) {
        let word = self.sandbox.dir().join("word");
        let mut say = OpenOptions::new();
        say.write(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
        until("the program waits for the word", || {
            let said = say.open(&word).is_ok_and(|mut word| word.write_all(b"go\n").is_ok());
            (said || !is_alive(self.program())).then_some(())
        });
    }

    /// Waits until whoever asked for the stop was answered, or was left alone by the daemon. Returns what was printed.
    pub fn finish(&mut self) -> Option<Output> {
        let output = self.asking.take().map(|asking| output_within(asking, LIMIT, "the command"));
        until("the program is gone", || (!is_alive(self.program())).then_some(()));
        output
    }

    /// Starts a daemon, if none runs.
    pub fn start_daemon(&self) {
        self.sandbox.start();
    }

    /// The host's process.
    pub fn host(&self) -> u32 {
        self.pids.0
    }

    /// The program's process.
    pub fn program(&self) -> u32 {
        self.pids.1
    }

    fn is_acknowledged(&self) -> bool {
        let run = fs::read_dir(self.sandbox.root().generation(&self.id, 1)).unwrap();
        run.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("ack-"))
    }

    /// By its log, because the daemon may be busy or gone.
    fn has_printed(&self, text: &str) -> bool {
        let log = self.sandbox.root().generation(&self.id, 1).join("log");
        let segments = fs::read_dir(log).into_iter().flatten().flatten();
        let mut bytes = segments.filter_map(|segment| fs::read(segment.path()).ok());
        bytes.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}

fn running(sandbox: &Sandbox, command: &[&str]) -> (SessionId, (u32, u32)) {
    sandbox.start();
    let id = sandbox.new_session(command);
    until("it is ready", || sandbox.printed(&id).contains("ready").then_some(()));
    let row = sandbox.wait_for(&id, Status::Running);
    (id, (row.host_pid.unwrap(), row.child_pid.unwrap()))
}

fn given_up(sandbox: &Sandbox, command: &[&str]) -> (SessionId, (u32, u32)) {
    hanging::start(sandbox, At::AfterProgram);
    let id = hanging::new_session(sandbox, command);
    let program = hanging::program_of(&id);
    let host = hanging::host_of(&id);
    let intent = fs::read(sandbox.root().generation(&id, 1).join("intent-1.json")).unwrap();
    let intent: Value = serde_json::from_slice(&intent).unwrap();
    let deadline = intent["intent"]["deadline"].as_u64().unwrap();
    // So that it is not a question of speed which intent is carried out: this one never is.
    until("the intent's deadline has passed", || (store::now_ms() > deadline).then_some(()));
    (id, (host, program))
}
