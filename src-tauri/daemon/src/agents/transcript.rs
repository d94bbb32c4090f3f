//! Whether the transcript of a conversation is there. It looks and reads nothing of it.

use std::path::PathBuf;

use super::pattern;

/// Where the transcript of a conversation may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    paths: Vec<PathBuf>,
}

/// Whether a transcript is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is, here.
    Yes(PathBuf),
    /// It is not.
    No,
    /// It cannot be told, because of this.
    CannotTell(String),
}

impl Transcript {
    pub(super) fn new(paths: Vec<PathBuf>) -> Option<Self> {
        (!paths.is_empty()).then_some(Self { paths })
    }

    /// The paths that it may have; each `*` stands for any part of a name.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Looks whether it is there. Blocking. A directory that cannot be read is not an empty one.
    pub fn look(&self) -> Presence {
        let mut unknown = None;
        for path in &self.paths {
            match pattern::matches(path) {
                Ok(found) => match found.into_iter().next() {
                    Some(path) => return Presence::Yes(path),
                    None => continue,
                },
                Err(error) => unknown = Some(format!("looking for {}: {error}", path.display())),
            }
        }
        unknown.map_or(Presence::No, Presence::CannotTell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_there_or_not_or_nobody_can_tell() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("p/c.jsonl");
        let transcript = Transcript::new(vec![home.path().join("q/*"), home.path().join("p/*.jsonl")]).unwrap();
        assert_eq!(transcript.look(), Presence::No);
        std::fs::create_dir(home.path().join("p")).unwrap();
        std::fs::write(&path, "").unwrap();
        assert_eq!(transcript.look(), Presence::Yes(path.clone()));
        // A directory's name that the system refuses stands for one that may not be read.
        let refused = Transcript::new(vec!["/\0/x".into()]).unwrap();
        assert!(matches!(refused.look(), Presence::CannotTell(_)));
        assert_eq!(Transcript::new(Vec::new()), None);
    }
}
