//! Records that are garbage, cut short, empty or of a newer Holdfast, one kind after the other: the daemon starts, every
//! session is listed, what is damaged says so, its bytes stay on the disk, and the others do not notice.

mod of_runs;
mod of_sessions;
mod of_the_daemon;

use std::fs;
use std::path::{Path, PathBuf};

use protocol::id::SessionId;
use protocol::session::{Session, Status};

use crate::support::{Sandbox, counter};

/// How a record can be bad.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bad {
    Garbage,
    Truncated,
    Empty,
    Newer,
}

const EVERY_WAY: [Bad; 4] = [Bad::Garbage, Bad::Truncated, Bad::Empty, Bad::Newer];

/// A record that was made bad, and its bytes since.
#[derive(Debug)]
struct Spoiled {
    path: PathBuf,
    bad: Bad,
    bytes: Vec<u8>,
}

fn spoil(path: &Path, bad: Bad) -> Spoiled {
    let whole = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes = match bad {
        Bad::Garbage => b"\x00\xff{{ not a record \x1b[31m".to_vec(),
        Bad::Truncated => whole[..whole.len() / 2].to_vec(),
        Bad::Empty => Vec::new(),
        Bad::Newer => {
            let text = String::from_utf8(whole).unwrap();
            assert!(text.contains("\"reader\": 1"), "{text}");
            text.replacen("\"format\": 1", "\"format\": 99", 1)
                .replacen("\"reader\": 1", "\"reader\": 99", 1)
                .into_bytes()
        }
    };
    fs::write(path, &bytes).unwrap();
    Spoiled { path: path.to_owned(), bad, bytes }
}

impl Spoiled {
    /// The bytes are there, under the record's name or under one that begins with it.
    fn is_kept(&self) {
        let name = self.path.file_name().unwrap().to_str().unwrap();
        let entries = fs::read_dir(self.path.parent().unwrap()).unwrap().map(|entry| entry.unwrap());
        let mut named = entries.filter(|entry| entry.file_name().to_str().unwrap().starts_with(name));
        let kept = named.any(|entry| fs::read(entry.path()).unwrap() == self.bytes);
        assert!(kept, "{:?}: the bytes of {} are gone", self.bad, self.path.display());
    }

    /// The record lies where it was and is as bad as it was.
    fn is_untouched(&self) {
        assert_eq!(fs::read(&self.path).unwrap(), self.bytes, "{:?} {}", self.bad, self.path.display());
    }
}

/// A daemon with a session that counts, which no damage to others may touch.
struct Scene {
    sandbox: Sandbox,
    bystander: SessionId,
    before: Session,
}

impl Scene {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.start();
        let bystander = counter::start(&sandbox);
        let before = sandbox.session(&bystander);
        Self { sandbox, bystander, before }
    }

    /// One session for each way to be bad, all with the same command.
    fn victims(&self, command: &[&str]) -> Vec<(SessionId, Bad)> {
        EVERY_WAY.map(|bad| (self.sandbox.new_session(&[&["--"], command].concat()), bad)).into()
    }

    /// As [`Self::victims`], ended by themselves.
    fn ended_victims(&self) -> Vec<(SessionId, Bad)> {
        let victims = self.victims(&["sh", "-c", "echo the last words"]);
        victims.iter().for_each(|(id, _)| drop(self.sandbox.wait_for(id, Status::Ended)));
        victims
    }

    /// Spoils a record of each victim while no daemon runs; the path is within the session's directory.
    fn spoil_each(&self, victims: &[(SessionId, Bad)], record: &str) -> Vec<Spoiled> {
        self.sandbox.ok(&["stop", "--keep-sessions"]);
        let path = |id: &SessionId| self.sandbox.root().session(id).join(record);
        let spoiled = victims.iter().map(|(id, bad)| spoil(&path(id), *bad)).collect();
        self.sandbox.start();
        spoiled
    }

    /// Every session is listed, and the bystander did not notice anything.
    fn is_well(&self, victims: &[(SessionId, Bad)]) {
        let mut expected: Vec<&SessionId> = victims.iter().map(|(id, _)| id).chain([&self.bystander]).collect();
        let sessions = self.sandbox.sessions();
        let mut listed: Vec<&SessionId> = sessions.iter().map(|session| &session.id).collect();
        expected.sort();
        listed.sort();
        assert_eq!(listed, expected);
        let now = self.sandbox.wait_for(&self.bystander, Status::Running);
        assert_eq!((now.host_pid, now.child_pid), (self.before.host_pid, self.before.child_pid));
        counter::goes_on(&self.sandbox, &self.bystander);
    }

    /// The daemon's log speaks of this file.
    fn is_told(&self, spoiled: &Spoiled) {
        let log = fs::read_to_string(self.sandbox.root().log().join("holdfastd.log")).unwrap();
        let path = spoiled.path.to_str().unwrap();
        assert!(log.contains(path), "{:?}: nothing of {path} in {log}", spoiled.bad);
    }
}
