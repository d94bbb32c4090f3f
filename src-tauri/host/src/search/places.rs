//! Which runs are searched, and in which order: of the sessions that are wanted, those that printed last come first. It
//! reads records and the names of log segments.

use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use protocol::error::{ErrorCode, WireError};
use protocol::id::{Generation, SessionId};
use protocol::paths::Root;
use protocol::search::Search;
use store::log::{segment_path, segments};
use store::records::{self, Found as Record, SessionRecord};

/// A prefix of an id must have so many characters.
const SHORTEST_PREFIX: usize = 4;

/// What there is to search.
#[derive(Debug)]
pub struct Found {
    /// The newest first.
    pub runs: Vec<Run>,
    /// What could not be read, for people.
    pub problems: Vec<String>,
}

/// One run that has a log.
#[derive(Clone, Debug)]
pub struct Run {
    /// Whose.
    pub session: SessionId,
    /// What people call it.
    pub name: String,
    /// Which.
    pub generation: Generation,
    /// Its directory.
    pub dir: PathBuf,
    /// The segments of its log, oldest first; never empty.
    pub segments: Vec<u32>,
    newest: SystemTime,
}

impl Run {
    /// The directory of its log.
    pub fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    /// Whether it is recorded that it is over.
    pub fn is_over(&self) -> bool {
        ["end.json", "closed.json"].iter().any(|name| self.dir.join(name).exists())
    }
}

#[derive(Debug)]
struct Known {
    id: SessionId,
    name: String,
    archived: bool,
}

/// Looks up what to search.
///
/// # Errors
/// `not_found`, `ambiguous`: a session that was asked for; `io`: the sessions cannot be listed.
pub fn find(root: &Root, wish: &Search) -> Result<Found, WireError> {
    let mut found = Found { runs: Vec::new(), problems: Vec::new() };
    let sessions = known(root, &mut found.problems)?;
    let wanted = if wish.sessions.is_empty() {
        sessions.iter().filter(|session| wish.all || !session.archived).collect()
    } else {
        wish.sessions.iter().map(|typed| resolve(&sessions, typed)).collect::<Result<Vec<_>, _>>()?
    };
    for session in wanted {
        if let Err(error) = runs_of(root, session, &mut found.runs) {
            found.problems.push(format!("{}: listing its runs: {error}", session.name));
        }
    }
    found.runs.sort_by(|a, b| b.newest.cmp(&a.newest).then_with(|| b.session.as_str().cmp(a.session.as_str())));
    found.runs.dedup_by(|a, b| a.dir == b.dir);
    Ok(found)
}

fn known(root: &Root, problems: &mut Vec<String>) -> io::Result<Vec<Known>> {
    let entries = match std::fs::read_dir(root.sessions()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut sessions = Vec::new();
    for entry in entries {
        let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse::<SessionId>().ok()) else { continue };
        let record = records::read::<SessionRecord>(&root.session(&id).join("session.json"));
        let unnamed = |id: SessionId| Known { name: id.short().to_owned(), id, archived: false };
        sessions.push(match record {
            Ok(Record::Record(record)) => Known { id, name: record.name, archived: record.archived },
            Ok(Record::Absent) => continue,
            // Its text can be read all the same.
            Ok(Record::Newer { .. }) => unnamed(id),
            Ok(Record::Damaged { why }) => {
                problems.push(format!("{id}: its record is damaged: {why}"));
                unnamed(id)
            }
            Err(error) => {
                problems.push(format!("{id}: reading its record: {error}"));
                unnamed(id)
            }
        });
    }
    Ok(sessions)
}

/// An exact id, an exact name, or the beginning of just one id.
fn resolve<'a>(sessions: &'a [Known], typed: &str) -> Result<&'a Known, WireError> {
    let exact = |session: &&Known| session.id.as_str() == typed || session.name == typed;
    if let Some(session) = sessions.iter().find(exact) {
        return Ok(session);
    }
    let begins = |session: &&Known| typed.len() >= SHORTEST_PREFIX && session.id.as_str().starts_with(typed);
    let mut beginning = sessions.iter().filter(begins);
    match (beginning.next(), beginning.next()) {
        (Some(session), None) => Ok(session),
        (Some(_), Some(_)) => {
            Err(WireError::new(ErrorCode::Ambiguous, format!("more than one session's id begins with {typed}")))
        }
        (None, _) => Err(WireError::new(ErrorCode::NotFound, format!("there is no session {typed}"))),
    }
}

fn runs_of(root: &Root, session: &Known, runs: &mut Vec<Run>) -> io::Result<()> {
    let entries = match std::fs::read_dir(root.session(&session.id)) {
        // It was removed meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let Some(generation) = entry?.file_name().to_str().and_then(|name| name.parse::<Generation>().ok()) else {
            continue;
        };
        let dir = root.generation(&session.id, generation);
        let segments = segments(&dir.join("log"))?;
        let Some(newest) = segments.last().and_then(|last| modified(&dir.join("log"), *last)) else { continue };
        let (session, name) = (session.id.clone(), session.name.clone());
        runs.push(Run { session, name, generation, dir, segments, newest });
    }
    Ok(())
}

/// When a segment last grew. Absent: it is gone.
pub fn modified(log: &Path, segment: u32) -> Option<SystemTime> {
    std::fs::metadata(segment_path(log, segment)).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_by_its_id_its_name_or_the_beginning_of_its_id() {
        let known = |id: &str, name: &str| Known { id: id.parse().unwrap(), name: name.to_owned(), archived: false };
        let sessions = [known("0123456789abcdef", "one"), known("0123ffffffffffff", "two")];
        for (typed, expected) in [
            ("0123456789abcdef", Ok("one")),
            ("two", Ok("two")),
            ("01234", Ok("one")),
            ("0123", Err(ErrorCode::Ambiguous)),
            ("012", Err(ErrorCode::NotFound)),
            ("tw", Err(ErrorCode::NotFound)),
        ] {
            let resolved = resolve(&sessions, typed);
            assert_eq!(resolved.map(|session| &session.name[..]).map_err(|error| error.code), expected, "{typed}");
        }
    }
}
