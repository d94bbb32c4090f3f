//! A program on a stage: typed at, waited for, stopped, and looked at by a client that comes late.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use protocol::id::SessionId;
use rustix::process::Signal;

use super::watcher::{Watcher, socket};
use crate::support::sandbox::{output_within, signal};
use crate::support::{LIMIT, Sandbox, until};

/// A session with one program in it.
pub struct Stage {
    pub sandbox: Sandbox,
    size: String,
    id: OnceLock<SessionId>,
}

impl Stage {
    /// An empty stage: files can be written first.
    pub fn prepare(size: &str) -> Self {
        let sandbox = Sandbox::new();
        Self { sandbox, size: size.to_owned(), id: OnceLock::new() }
    }

    /// Runs a program.
    pub fn start(size: &str, command: &[&str]) -> Self {
        let stage = Self::prepare(size);
        stage.run(command);
        stage
    }

    /// Runs one of our scripts.
    pub fn script(size: &str, name: &str) -> Self {
        // Plain sh is another program on every system, and some of them know neither \u nor \e.
        Self::start(size, &["bash", &data(&format!("programs/{name}"))])
    }

    /// Runs the program.
    pub fn run(&self, command: &[&str]) {
        let directory = format!("TMUX_TMPDIR={}", self.sandbox.dir().display());
        let about = ["--size", &self.size, "--env", "LC_ALL=C.UTF-8", "--env", "PS1=$ ", "--env", &directory, "--"];
        let id = self.sandbox.new_session(&[&about, command].concat());
        self.id.set(id).expect("a stage has one program");
    }

    /// The session.
    pub fn id(&self) -> &SessionId {
        self.id.get().expect("the program was started")
    }

    /// Writes a file beside the root.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.sandbox.dir().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Types.
    pub fn types(&self, keys: &str) {
        self.sandbox.ok(&["send", self.id().as_str(), keys]);
    }

    /// What is on the screen.
    pub fn screen(&self) -> String {
        self.sandbox.ok(&["screen", self.id().as_str()])
    }

    /// Waits until `text` is on the screen.
    pub fn shows(&self, text: &str) {
        let mut last = String::new();
        let shown = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            until(&format!("the screen shows {text:?}"), || {
                last = self.screen();
                last.contains(text).then_some(())
            });
        }));
        if let Err(panic) = shown {
            eprintln!("the screen:\n{last}");
            std::panic::resume_unwind(panic);
        }
    }

    /// Waits until exactly these bytes were the last to be printed.
    pub fn has_printed(&self, bytes: &[u8]) {
        until("the last bytes were printed", || self.printed().ends_with(bytes).then_some(()));
    }

    /// Waits for the program to end.
    pub fn ends(&self) {
        self.sandbox.wait_for(self.id(), protocol::session::Status::Ended);
    }

    /// Everything that was printed.
    pub fn printed(&self) -> Vec<u8> {
        self.sandbox.run(&["logs", "--raw", self.id().as_str()]).stdout
    }

    /// Stops the program and requires that a client that attaches now sees what one sees that read everything.
    pub fn compare(&self, what: &str) {
        let stopped = self.stop();
        let socket = socket(&self.sandbox, self.id());
        // What the program had written when it was stopped may still be on its way.
        let (printed, snapshot) = until("the snapshot is as new as the log", || {
            let view = Watcher::attach(&socket).views.remove(0);
            let printed = self.printed();
            (view.offset == printed.len() as u64).then_some((printed, view.snapshot))
        });
        assert_same(self.sandbox.dir(), &[Case::new(what, &self.size, printed, vec![snapshot])]);
        stopped.iter().for_each(|pid| signal(*pid, Signal::CONT));
    }

    /// Stops the program and all that it has started.
    fn stop(&self) -> Vec<u32> {
        let session = self.sandbox.session(self.id());
        let mut stopped: Vec<u32> = session.child_pid.into_iter().collect();
        assert_eq!(stopped.len(), 1, "its program is not running");
        until("all its processes are stopped", || {
            // The first one first, so that it does not notice that its children were stopped.
            stopped.iter().for_each(|pid| signal(*pid, Signal::STOP));
            let marked = store::process::marked(self.id().as_str(), session.generation).unwrap();
            let others: Vec<u32> = marked.into_iter().map(|process| process.pid).collect();
            let new: Vec<u32> =
                others.into_iter().filter(|pid| Some(*pid) != session.host_pid && !stopped.contains(pid)).collect();
            stopped.extend(&new);
            (new.is_empty() && stopped.iter().all(|pid| is_stopped(*pid))).then_some(())
        });
        stopped
    }
}

fn is_stopped(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // A process that is gone, or as good as, prints no more either.
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with(['T', 't', 'Z', 'X']))
}

/// The path of a file that belongs to the tests.
pub fn data(name: &str) -> String {
    format!("{}/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Whether these programs are there. Where nobody is watching they must be; elsewhere the test says that it is skipped.
pub fn has(programs: &[&str]) -> bool {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let is_there = |program: &&&str| folders.iter().any(|folder| folder.join(program).is_file());
    let missing: Vec<_> = programs.iter().filter(|program| !is_there(program)).collect();
    assert!(missing.is_empty() || std::env::var_os("CI").is_none(), "to be installed for this test: {missing:?}");
    if !missing.is_empty() {
        println!("skipped: {missing:?} is not installed");
    }
    missing.is_empty()
}

/// Something printed, and what clients got of it that attached later.
pub struct Case {
    /// For whoever reads that it failed.
    pub what: String,
    /// Columns and rows.
    pub size: (u16, u16),
    /// All of it.
    pub printed: Vec<u8>,
    /// Of each client: a snapshot, and perhaps what followed it.
    pub attached: Vec<Vec<u8>>,
}

impl Case {
    /// One in a terminal of that size, as the command line has it.
    pub fn new(what: &str, size: &str, printed: Vec<u8>, attached: Vec<Vec<u8>>) -> Self {
        let (cols, rows) = size.split_once('x').unwrap();
        Self { what: what.to_owned(), size: (cols.parse().unwrap(), rows.parse().unwrap()), printed, attached }
    }

    /// As the comparison wants it, the bytes in files.
    fn write(&self, dir: &Path, number: usize) -> serde_json::Value {
        let write = |name: &str, bytes: &[u8]| {
            let file = dir.join(format!("{number}-{name}"));
            std::fs::write(&file, bytes).unwrap();
            file
        };
        let original = write("printed", &self.printed);
        let attached = self.attached.iter().zip(0..).map(|(bytes, n)| write(&format!("attached-{n}"), bytes));
        let (cols, rows) = self.size;
        let attached: Vec<_> = attached.collect();
        serde_json::json!({ "what": self.what, "cols": cols, "rows": rows, "original": original, "attached": attached })
    }
}

/// Requires that the app's terminal shows the same after what was printed as after each of what clients got that came later.
pub fn assert_same(dir: &Path, cases: &[Case]) {
    let ui = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui");
    assert!(
        Path::new(ui).join("node_modules/@xterm/headless").is_dir(),
        "xterm.js is not installed: run `npm ci` in the folder ui"
    );
    let cases: Vec<_> = cases.iter().zip(0..).map(|(case, number)| case.write(dir, number)).collect();
    let list = dir.join("cases.json");
    std::fs::write(&list, serde_json::Value::from(cases).to_string()).unwrap();
    let mut node = Command::new("node");
    node.arg(data("xterm-compare.mjs")).arg(ui).arg(list).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = node.spawn().expect("Node.js is needed for this test");
    let output = output_within(child, LIMIT * 4, "comparing in xterm.js");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "printed | attached\n{said}");
}
