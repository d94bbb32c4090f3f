//! Learns the conversation of an agent that tells it to nobody: from where it keeps its transcripts, by directory and time.
//! It looks only, and where it is in doubt it says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::SystemTime;

use super::adapter::Adapter;
use super::format::Learning;
use super::pattern::Owner;

/// How much of a transcript is looked at for its directory, in bytes.
const LONGEST: u64 = 64 * 1024;

/// What a look at an agent's transcripts came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learned {
    /// This conversation was begun, and no other.
    One(String),
    /// None was begun yet.
    None,
    /// Several were begun in this directory: which is this session's cannot be told.
    Several(usize),
    /// It cannot be told, because of this.
    CannotTell(String),
}

impl Adapter {
    /// The conversation that was begun in `cwd`, given as its real path, at `since` or later. Blocking. Only for
    /// [`Learning::Store`]; of others nothing is learned. To be asked after every start: some go on in a copy.
    pub fn learn(&self, home: &Path, env: &BTreeMap<String, String>, cwd: &Path, since: SystemTime) -> Learned {
        if self.learning() != Learning::Store {
            return Learned::None;
        }
        let mut begun = BTreeSet::new();
        for pattern in &self.file.transcript {
            match pattern.conversations(Owner { home, env }, cwd) {
                Ok(found) => {
                    let new = found.into_iter().filter(|(path, _)| begin(path).is_ok_and(|at| at >= since));
                    let own = new.filter(|(path, _)| !self.file.transcript_names_cwd || names(path, cwd));
                    begun.extend(own.map(|(_, id)| id));
                }
                Err(error) => return Learned::CannotTell(format!("looking for its conversations: {error}")),
            }
        }
        match (begun.len(), begun.pop_first()) {
            (1, Some(id)) => Learned::One(id),
            (0, _) => Learned::None,
            (several, _) => Learned::Several(several),
        }
    }
}

/// When a file was made; when it was last written, where the file system keeps nothing else.
fn begin(path: &Path) -> io::Result<SystemTime> {
    let meta = std::fs::metadata(path)?;
    meta.created().or_else(|_| meta.modified())
}

/// Whether a directory's path stands between quotes near the beginning of a file, as JSON has it.
fn names(path: &Path, cwd: &Path) -> bool {
    let mut text = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut text));
    let wanted = serde_json::Value::from(cwd.to_string_lossy()).to_string();
    read.is_ok() && String::from_utf8_lossy(&text).contains(&wanted)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::super::Catalogue;
    use super::*;

    #[test]
    fn a_conversation_is_learned_only_if_it_is_the_only_one() {
        let home = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::load(Path::new("/no/such/directory"));
        let kimi = catalogue.get("kimi").unwrap();
        let (env, cwd) = (BTreeMap::new(), Path::new("/work/anchor"));
        let learn = |since| kimi.learn(home.path(), &env, cwd, since);
        let long_ago = SystemTime::UNIX_EPOCH;
        assert_eq!(learn(long_ago), Learned::None);
        let of = |dir: &str, id: &str| {
            let dir = home.path().join(".kimi-code/sessions").join(dir).join(id);
            fs::create_dir_all(&dir).unwrap();
            fs::write(dir.join("state.json"), "{}").unwrap();
        };
        let own = "wd_anchor_798535764f53";
        of("wd_anchor_000000000000", "session_elsewhere");
        of(own, "session_1");
        assert_eq!(learn(long_ago), Learned::One("session_1".to_owned()));
        assert_eq!(learn(SystemTime::now() + Duration::from_secs(60)), Learned::None, "an older one is not it");
        of(own, "session_2");
        assert_eq!(learn(long_ago), Learned::Several(2));
        let cline = catalogue.get("cline").unwrap();
        for (id, dir) in [("17_a", "/work/anchor"), ("17_b", "/work/anchor/below"), ("17_c", "/work")] {
            let path = home.path().join(".cline/data/sessions").join(id);
            fs::create_dir_all(&path).unwrap();
            fs::write(path.join(format!("{id}.json")), format!("{{\"cwd\": \"{dir}\"}}")).unwrap();
            fs::write(path.join("other.json"), format!("{{\"cwd\": \"{dir}\"}}")).unwrap();
        }
        assert_eq!(cline.learn(home.path(), &env, cwd, long_ago), Learned::One("17_a".to_owned()));
        let codex = catalogue.get("codex").unwrap();
        assert_eq!(codex.learn(home.path(), &env, cwd, long_ago), Learned::None, "its hook tells it");
    }
}
