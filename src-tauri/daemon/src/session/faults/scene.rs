//! A root with one session of one run, and what its directory looks like afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use protocol::end::{Actor, End, EndReason, IntentReason};
use protocol::error::{ErrorCode, WireError};
use protocol::id::SessionId;
use protocol::paths::Root;
use protocol::session::Size;
use serde::de::DeserializeOwned;
use serde_json::{Map, json};
use store::ending::{Facts, of_facts};
use store::lock::{self, Lock, Taken};
use store::process::{self, Identity};
use store::records::{self, Ack, EndRecord, Host, IntentRecord, Launch, RESERVE, SessionRecord};

use crate::litter;
use crate::session::close::{Ended, Finding, RunFiles};
use crate::session::intent::Stop;
use crate::session::launch::{self, Plan, Program};
use crate::session::{record, wipe};

/// A pid that no process has.
pub const NOBODY: u32 = 4_194_303;

/// A root of its own.
pub struct Scene {
    /// Removed with the scene. Absent where another's root is looked at.
    _home: Option<tempfile::TempDir>,
    pub root: Root,
    pub id: SessionId,
}

impl Scene {
    /// An empty root.
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        Self { _home: Some(home), root, id: SessionId::random().unwrap() }
    }

    /// The same session in another root: what a power cut left of this one.
    pub fn at(&self, dir: &Path) -> Self {
        Self { _home: None, root: Root::open(dir).unwrap(), id: self.id.clone() }
    }

    /// A root with the session in it.
    pub fn with_session() -> Self {
        let scene = Self::new();
        scene.make("before").unwrap();
        scene
    }

    /// A root with a session whose host has died without a word: its program is gone, too.
    pub fn with_lost_run() -> Self {
        let scene = Self::with_session();
        scene.begin_run(&gone());
        scene
    }

    /// Makes the first run, with a program by this identity, and a host that is gone.
    pub fn begin_run(&self, process: &Identity) {
        self.begin_run_of(&Identity { boot_id: process.boot_id.clone(), ..gone() }, process);
    }

    /// Makes the first run, with a host and a program by these identities.
    pub fn begin_run_of(&self, host: &Identity, process: &Identity) {
        let launch = self.claim().unwrap();
        assert_eq!(launch.generation, 1);
        let host: Host = made(json!({
            "host": host, "child": process, "socket": "", "protocol_min": 1, "protocol_max": 1, "version": "0",
            "nonce": launch.nonce, "started_at": 5,
        }));
        records::write(&self.run().join("host.json"), &host).unwrap();
        fs::write(self.run().join(RESERVE), [0; 64]).unwrap();
        drop(self.lock());
    }

    pub fn record(&self, name: &str) -> SessionRecord {
        made(json!({
            "id": self.id, "name": name, "project": "/", "workspace": "/", "created_at": 1,
            "spec": { "command": ["true"], "cwd": "/" },
        }))
    }

    /// What the next start of the session needs.
    pub fn plan(&self) -> Plan {
        Plan {
            root: self.root.clone(),
            programs: PathBuf::from("/nonexistent"),
            record: self.record("before"),
            previous: record::latest_generation(&self.root, &self.id).unwrap().unwrap_or(0),
            is_first: false,
            shown_above: None,
            program: Program {
                argv: vec!["true".to_owned()],
                environment: BTreeMap::new(),
                agent: None,
                files: Vec::new(),
                project_files: Vec::new(),
                to_paste: None,
                goes_on: None,
            },
            queue: None,
            size: Size::DEFAULT,
            open_files: None,
            log_bound: store::log::bounds::BOUND,
            leave: std::time::Duration::from_secs(10),
        }
    }

    /// Makes the session, as a start does whose host comes to nothing.
    pub fn make(&self, name: &str) -> Result<(), WireError> {
        let record = self.record(name);
        record::create_directory(&self.root, &self.id)?;
        let named = |error| WireError::new(ErrorCode::Io, format!("the record of the new session: {error}"));
        let sync = || store::durable::sync_parent(&self.root.session(&self.id)).map_err(named);
        record::write_first(&self.root, &record)
            .and_then(|()| sync())
            .inspect_err(|_| drop(wipe::wipe(&self.root, &self.id).unwrap()))
    }

    /// Makes the session and gives leave to start its first run, as `new` does.
    pub fn begin_first(&self) -> Result<(), WireError> {
        record::create_directory(&self.root, &self.id)?;
        let plan = Plan { is_first: true, ..self.plan() };
        let given = launch::give_leave(&plan, &launch::claim(&plan)?)?;
        Ok(record::sync_names(&self.root, &self.id, given.generation)?)
    }

    /// Claims the next run and gives leave to start it, as a start does.
    pub fn claim(&self) -> Result<Launch, WireError> {
        let plan = self.plan();
        let dir = launch::claim(&plan)?;
        let given = launch::give_leave(&plan, &dir).inspect_err(|_| record::unclaim(&dir))?;
        let synced = record::sync_names(&self.root, &self.id, given.generation);
        synced.map_err(|error| WireError::new(ErrorCode::Io, format!("run {}: {error}", given.generation)))?;
        Ok(given)
    }

    /// The directory of the first run.
    pub fn run(&self) -> PathBuf {
        self.root.generation(&self.id, 1)
    }

    pub fn files(&self) -> RunFiles {
        RunFiles::new(&self.root, &self.id, 1)
    }

    /// The lock of the first run's host.
    pub fn lock(&self) -> Lock {
        let taken = lock::take_within(&self.run().join("host.lock"), lock::PATIENCE);
        let Ok(Taken::Yes(lock)) = taken else { panic!("nobody holds it") };
        lock
    }

    /// Looks at the first run, whose host is gone. A test beside this one that just forks has its lock for a moment.
    pub fn look(&self) -> Finding {
        let deadline = Instant::now() + lock::PATIENCE;
        loop {
            match self.files().look(false) {
                Finding::HostLives { .. } if Instant::now() < deadline => std::thread::yield_now(),
                finding => return finding,
            }
        }
    }

    /// Records that the user wants the first run killed, and that its host has begun with it.
    pub fn deliver_kill(&self) {
        let record: IntentRecord = made(json!({
            "session": self.id, "generation": 1, "number": 1,
            "intent": { "actor": "user", "requested": 1, "reason": "kill", "deadline": 9, "patience": 0 },
        }));
        records::create(&self.run().join("intent-1.json"), &record).unwrap();
        records::create(&self.run().join("ack-1.json"), &Ack { intent: 1, at: 1, unknown: Map::new() }).unwrap();
    }

    /// What the first run's host records when the program exits by itself.
    pub fn end(&self) -> EndRecord {
        let facts: Facts = made(json!({ "exit": { "how": "code", "code": 0 }, "at": 7 }));
        made(json!({
            "session": self.id, "generation": 1, "end": of_facts(&self.id, &facts), "facts": facts, "offset": 3,
            "size": Size::DEFAULT, "last_line": "the last line",
        }))
    }

    /// Tidies up as the next daemon does first.
    pub fn next_daemon(&self) {
        let Ok(Taken::Yes(lock)) = lock::take_within(&self.root.daemon_lock(), lock::PATIENCE) else { panic!("held") };
        litter::sweep_root(&self.root, &lock);
        litter::sweep_wiped(&self.root);
        record::read_each(&self.root, &record::ids(&self.root));
        record::sweep(&self.root, &self.id);
    }

    /// How the first run ended, as it is recorded or found out now.
    pub fn looked(&self) -> Ended {
        match self.look() {
            Finding::Ended(ended) => *ended,
            other => panic!("{other:?}"),
        }
    }

    /// The reason of [`Self::looked`].
    pub fn reason(&self) -> EndReason {
        self.looked().end.reason
    }

    /// Every file of the root by its name within it, with what it holds. Locks hold nothing and are left out.
    pub fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(self.root.dir())
    }

    /// Nothing is half there, and nothing is there that nobody needs.
    pub fn is_tidy(&self, when: &str) {
        for (name, bytes) in self.tree() {
            assert!(!name.ends_with(".tmp") && !name.contains(".removed"), "{when}: {name} is left");
            let whole = || serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|value| value.is_object());
            assert!(!name.ends_with(".json") || whole() || bytes == GARBAGE, "{when}: {name} is half there");
        }
    }
}

/// What a damaged record holds here.
pub const GARBAGE: &[u8] = b"{ not a record";

/// Every file below a directory by its name within it, with what it holds. Locks hold nothing and are left out.
pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            found.extend(tree(&entry.path()).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else if !name.ends_with(".lock") {
            found.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    found
}

/// What a program of another version may have written: fields that are not named here are absent.
fn made<T: DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// A process that is gone.
pub fn gone() -> Identity {
    Identity { boot_id: process::boot_id().unwrap(), pid: NOBODY, start: 1 }
}

pub fn user() -> Actor {
    "user".to_owned()
}

/// The user's wish to kill.
pub fn kill() -> Stop {
    Stop { actor: user(), reason: IntentReason::Kill, now: true }
}

/// The end of a run that nobody saw.
pub fn end_of(finding: Finding) -> Option<End> {
    match finding {
        Finding::Ended(ended) => Some(ended.end),
        _ => None,
    }
}
