//! Whether the transcript of a conversation is there. It looks, and reads no more of it than to tell whether anything was said.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use super::pattern;

/// Where the transcript of a conversation may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    paths: Vec<PathBuf>,
    /// What must stand in it. Absent: the file is enough.
    holds: Option<String>,
}

/// Whether a transcript is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is, here.
    Yes(PathBuf),
    /// It is not, or nothing was said in it.
    No,
    /// It cannot be told, because of this.
    CannotTell(String),
}

impl Transcript {
    pub(super) fn new(paths: Vec<PathBuf>, holds: Option<String>) -> Option<Self> {
        (!paths.is_empty()).then_some(Self { paths, holds })
    }

    /// The paths that it may have; each `*` stands for any part of a name.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Looks whether it is there. Blocking. What cannot be read is not empty.
    pub fn look(&self) -> Presence {
        let mut unknown = None;
        for path in &self.paths {
            match pattern::matches(path).and_then(|found| self.first_of(found)) {
                Ok(Some(path)) => return Presence::Yes(path),
                Ok(None) => {}
                Err(error) => unknown = Some(format!("looking for {}: {error}", path.display())),
            }
        }
        unknown.map_or(Presence::No, Presence::CannotTell)
    }

    /// The first of these in which something was said.
    fn first_of(&self, found: Vec<PathBuf>) -> io::Result<Option<PathBuf>> {
        let Some(text) = &self.holds else { return Ok(found.into_iter().next()) };
        for path in found {
            if stands_in(&path, text)? {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }
}

/// Whether a text stands in one of the file's lines. It is read up to there.
fn stands_in(path: &Path, text: &str) -> io::Result<bool> {
    let (mut reader, mut line) = (BufReader::new(File::open(path)?), Vec::new());
    while reader.read_until(b'\n', &mut line)? > 0 {
        if line.windows(text.len()).any(|part| part == text.as_bytes()) {
            return Ok(true);
        }
        line.clear();
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_there_or_not_or_nobody_can_tell() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("p/c.jsonl");
        let paths = vec![home.path().join("q/*"), home.path().join("p/*.jsonl")];
        let transcript = Transcript::new(paths, None).unwrap();
        assert_eq!(transcript.look(), Presence::No);
        std::fs::create_dir(home.path().join("p")).unwrap();
        std::fs::write(&path, "").unwrap();
        assert_eq!(transcript.look(), Presence::Yes(path.clone()));
        // A directory's name that the system refuses stands for one that may not be read.
        let refused = Transcript::new(vec!["/\0/x".into()], None).unwrap();
        assert!(matches!(refused.look(), Presence::CannotTell(_)));
        assert_eq!(Transcript::new(Vec::new(), None), None);
    }

    #[test]
    fn a_file_that_was_begun_and_in_which_nothing_was_said_is_no_transcript() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("c.jsonl");
        let transcript = Transcript::new(vec![path.clone()], Some("\"type\":\"user\"".to_owned())).unwrap();
        std::fs::write(&path, "{\"type\":\"mode\"}\n").unwrap();
        assert_eq!(transcript.look(), Presence::No);
        std::fs::write(&path, b"{\"type\":\"mode\"}\n\xff\n{\"a\":1,\"type\":\"user\"}").unwrap();
        assert_eq!(transcript.look(), Presence::Yes(path));
    }
}
