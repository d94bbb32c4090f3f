//! A session's record on disk: read with its copy before as the fall-back, written by this daemon alone.

use std::io;
use std::path::{Path, PathBuf};

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use protocol::session::Spec;
use serde_json::Map;
use store::disk;
use store::durable::{self, Sync};
use store::lock::{self, Taken};
use store::records::{self, Found, Launch, SessionRecord};

use crate::litter;

/// The record of a run's leave to start.
const LAUNCH: &str = "launch.json";
/// What is done while a session is made, for errors.
const NEW: &str = "writing the record of the new session";

/// What is known of a session from its directory.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// Its record.
    Whole(Box<SessionRecord>),
    /// Its record cannot be read; this is what could be recovered of it, and why it is not all.
    Damaged {
        /// From the copy before or from the last launch.
        recovered: Box<SessionRecord>,
        /// For people.
        why: String,
    },
}

impl Known {
    /// The record, whole or recovered.
    pub fn record(&self) -> &SessionRecord {
        match self {
            Self::Whole(record) | Self::Damaged { recovered: record, .. } => record,
        }
    }
}

/// A session that was found on disk.
#[derive(Clone, Debug)]
pub struct OnDisk {
    /// Its id.
    pub id: SessionId,
    /// Its record.
    pub known: Known,
    /// Its newest run: 0 where that could not be read. Absent: none was ever claimed.
    pub generation: Option<Generation>,
}

/// The sessions of a root, by their directories. Whatever is no directory with an id for a name is left alone. Blocking.
pub fn ids(root: &Root) -> Vec<SessionId> {
    let entries = match std::fs::read_dir(root.sessions()) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::error!("reading {}: {error}", root.sessions().display());
            return Vec::new();
        }
    };
    let directories = entries.flatten().filter(|entry| entry.path().is_dir());
    directories.filter_map(|entry| entry.file_name().to_str()?.parse::<SessionId>().ok()).collect()
}

/// Tidies up these sessions and reads them; none of them is listed yet. Blocking.
pub fn read_each(root: &Root, ids: &[SessionId]) -> Vec<OnDisk> {
    let read = |id: &SessionId| {
        litter::sweep_session(&root.session(id));
        let known = read(root, id)?;
        let generation = latest_generation(root, id).unwrap_or(Some(0));
        Some(OnDisk { id: id.clone(), known, generation })
    };
    ids.iter().filter_map(read).collect()
}

/// Reads one session. `None` where it was never announced: a directory without any record, left by a crash. Its record is
/// written before the first run's leave to start. Blocking.
pub fn read(root: &Root, id: &SessionId) -> Option<Known> {
    let path = path(root, id);
    let why = match records::read::<SessionRecord>(&path) {
        Ok(Found::Record(record)) if record.id == *id => return Some(Known::Whole(Box::new(record))),
        Ok(Found::Record(record)) => format!("its record is of another session, {}", record.id),
        Ok(Found::Absent) if !has_leave(root, id) && !previous(&path).exists() => return None,
        Ok(Found::Absent) => "its record is missing".to_owned(),
        Ok(Found::Newer { format }) => format!("its record was written by a newer Holdfast (format {format})"),
        Ok(Found::Damaged { why }) => format!("its record cannot be read: {why}"),
        Err(error) => format!("its record cannot be read: {error}"),
    };
    tracing::warn!("session {id}: {why}");
    Some(Known::Damaged { recovered: Box::new(recover(root, id)), why })
}

/// What can still be said of a session: the copy before, else its last launch, else its id.
fn recover(root: &Root, id: &SessionId) -> SessionRecord {
    let before = records::read::<SessionRecord>(&previous(&path(root, id))).ok().and_then(Found::record);
    if let Some(record) = before.filter(|record| record.id == *id) {
        return record;
    }
    let launch = latest_generation(root, id)
        .ok()
        .flatten()
        .and_then(|generation| records::read::<Launch>(&root.generation(id, generation).join(LAUNCH)).ok())
        .and_then(Found::record);
    let (command, cwd, created_at) =
        launch.map_or_else(|| (Vec::new(), String::new(), 0), |launch| (launch.argv, launch.cwd, launch.created_at));
    let spec = Spec {
        command,
        cwd,
        kind: Default::default(),
        agent: None,
        prompt: None,
        model: None,
        permission: None,
        conversation: None,
        env: Default::default(),
        log: true,
        unknown: Map::new(),
    };
    SessionRecord::new(id.clone(), id.short().to_owned(), spec, created_at)
}

/// The newest run that was ever claimed.
///
/// # Errors
/// Where the session's directory cannot be read, which is never "none".
pub fn latest_generation(root: &Root, id: &SessionId) -> io::Result<Option<Generation>> {
    Ok(generations(root, id)?.into_iter().max())
}

/// All runs that were ever claimed, oldest first.
///
/// # Errors
/// As [`latest_generation`].
pub fn generations(root: &Root, id: &SessionId) -> io::Result<Vec<Generation>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.session(id))? {
        let number = entry?.file_name().to_str().and_then(|name| name.parse::<Generation>().ok());
        // None that has no successor: that is a name of somebody else's making.
        found.extend(number.filter(|number| *number < Generation::MAX));
    }
    found.sort_unstable();
    Ok(found)
}

/// Tidies up all runs of a session.
pub fn sweep(root: &Root, id: &SessionId) {
    for generation in generations(root, id).unwrap_or_default() {
        litter::sweep_run(&root.generation(id, generation));
    }
}

/// Creates the directory of a new session.
///
/// # Errors
/// `io`; then it is not there.
pub fn create_directory(root: &Root, id: &SessionId) -> Result<(), WireError> {
    disk::create_directory(&root.session(id)).map_err(|error| failed(NEW, &error))
}

/// Writes the record of a new session. It is there for good once [`sync_names`] has come to its end as well.
///
/// # Errors
/// `io`.
pub fn write_first(root: &Root, record: &SessionRecord) -> Result<(), WireError> {
    // Durable, and not only its content: a run must not be there without it.
    records::create(&path(root, &record.id), record).map_err(|error| failed(NEW, &error))
}

/// Rewrites the record, keeping the one before as the copy to recover from.
///
/// # Errors
/// `io`; then the old record is still there. `damaged` where the record on disk cannot be read: it is not overwritten.
pub fn rewrite(root: &Root, record: &SessionRecord) -> Result<(), WireError> {
    let path = path(root, &record.id);
    match records::read::<SessionRecord>(&path)? {
        Found::Record(_) => {}
        Found::Newer { format } => {
            return Err(WireError::new(
                ErrorCode::NewerFormat,
                format!("the record of {} has format {format}", record.name),
            )
            .hint("update this Holdfast"));
        }
        Found::Absent | Found::Damaged { .. } => {
            return Err(WireError::new(ErrorCode::Damaged, format!("the record of {} cannot be read", record.name))
                .hint(format!("mend or remove {}", path.display())));
        }
    }
    let bytes = std::fs::read(&path)?;
    let outcome = durable::write(&previous(&path), &bytes, Sync::Durable).and_then(|()| records::write(&path, record));
    outcome.map_err(|error| failed("writing the record", &error))
}

/// Creates the directory of a run, claiming its number. Never one that exists.
///
/// # Errors
/// `AlreadyExists`, or whatever the file system says.
pub fn claim(root: &Root, id: &SessionId, generation: Generation) -> io::Result<PathBuf> {
    let dir = root.generation(id, generation);
    disk::create_directory(&dir)?;
    Ok(dir)
}

/// Takes a claim back from which nothing can have started: where there is a launch record it stays. The host that was to
/// start it may have left its lock, and is waited for.
pub fn unclaim(dir: &Path) {
    let lock = dir.join("host.lock");
    if let Ok(Taken::Yes(_held)) = lock::take_within(&lock, lock::PATIENCE)
        && matches!(dir.join(LAUNCH).try_exists(), Ok(false))
    {
        disk::remove(&lock).ok();
        // What an agent was to read.
        disk::remove_tree(&dir.join("agent")).ok();
    }
    disk::remove_directory(dir).ok();
}

/// Makes the names of a run's launch record, of its directory and of its session's outlive a power cut.
///
/// # Errors
/// Whatever the file system says.
pub fn sync_names(root: &Root, id: &SessionId, generation: Generation) -> io::Result<()> {
    let dir = root.generation(id, generation);
    [dir.join(LAUNCH), dir, root.session(id)].iter().try_for_each(|path| durable::sync_parent(path))
}

/// Whether a session that has no record was ever announced: the leave to start a run of it is there, or that cannot be told.
fn has_leave(root: &Root, id: &SessionId) -> bool {
    let has_leave = |generation| root.generation(id, generation).join(LAUNCH).try_exists().unwrap_or(true);
    match generations(root, id) {
        Ok(all) => all.into_iter().any(has_leave),
        // It was just tidied away.
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

fn path(root: &Root, id: &SessionId) -> PathBuf {
    root.session(id).join("session.json")
}

fn previous(path: &Path) -> PathBuf {
    path.with_extension("json.prev")
}

fn failed(what: &str, error: &io::Error) -> WireError {
    let code = ErrorCode::Io;
    WireError::new(code, format!("{what}: {error}"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A session of a plain program.
    pub(crate) fn record() -> SessionRecord {
        let command = vec!["make".to_owned()];
        let (cwd, kind) = ("/src".to_owned(), Default::default());
        let (agent, prompt, env, log) = (None, None, Default::default(), true);
        let spec = Spec {
            command,
            cwd,
            kind,
            agent,
            prompt,
            model: None,
            permission: None,
            conversation: None,
            env,
            log,
            unknown: Map::new(),
        };
        let id = "0123456789abcdef".parse().expect("it is an id");
        SessionRecord::new(id, "build".to_owned(), spec, 100)
    }

    #[test]
    fn a_directory_with_the_last_of_all_numbers_is_no_run() {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("root")).unwrap();
        let id: SessionId = "0123456789abcdef".parse().unwrap();
        for name in ["1", "2", "4294967295", "x"] {
            std::fs::create_dir_all(root.session(&id).join(name)).unwrap();
        }
        assert_eq!(generations(&root, &id).unwrap(), [1, 2]);
    }
}
