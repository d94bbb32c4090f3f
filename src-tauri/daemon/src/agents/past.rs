//! Past conversations of an agent, by what it keeps of them: of each only the beginning is read, and nothing is changed. What
//! cannot be gone on with, because nobody can tell where it was had or which it is, is left out.

mod opening;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::adapter::Adapter;
use super::pattern::Owner;
use super::transcript::Presence;
use opening::Opening;

/// How much of a transcript is read, in bytes.
const LONGEST: u64 = 128 * 1024;

/// A file that may be the transcript of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    path: PathBuf,
    /// The part of its name that holds the conversation's id.
    name: String,
    /// When something was last said.
    pub at: SystemTime,
}

/// A conversation that can be gone on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its id.
    pub id: String,
    /// Where it was had.
    pub directory: PathBuf,
    /// What was first asked. Absent: it is not told near the beginning.
    pub title: Option<String>,
}

impl Adapter {
    /// All files that may be transcripts, in no order. Blocking; it reads directories and opens no file.
    ///
    /// # Errors
    /// Where that cannot be told.
    pub fn candidates(&self, home: &Path, env: &BTreeMap<String, String>) -> io::Result<Vec<Candidate>> {
        let mut candidates = Vec::new();
        if !self.is_resumable() {
            return Ok(candidates);
        }
        for pattern in &self.file.transcript {
            for (path, name) in pattern.everywhere(Owner { home, env })? {
                let changed = path.metadata().and_then(|meta| meta.modified());
                candidates.extend(changed.ok().map(|at| Candidate { path, name, at }));
            }
        }
        Ok(candidates)
    }

    /// Reads which conversation it is. `None`: it could not be gone on with. Blocking.
    pub fn past(&self, home: &Path, env: &BTreeMap<String, String>, candidate: &Candidate) -> Option<Past> {
        let Opening { ids, directory, title } = Opening::read(&beginning(&candidate.path)?);
        let directory = PathBuf::from(directory?);
        // A name may begin with more than the id.
        let by_name = opening::uuid_at_end(&candidate.name).map(str::to_owned);
        let mut ids = by_name.into_iter().chain(ids).chain([candidate.name.clone()]);
        // The very file that a resume would look for. The same id stands on many lines.
        let mut tried = BTreeSet::new();
        let id =
            ids.find(|id| tried.insert(id.clone()) && self.is_kept_at(home, env, &directory, id, &candidate.path))?;
        directory.is_dir().then_some(Past { id, directory, title })
    }

    fn is_kept_at(&self, home: &Path, env: &BTreeMap<String, String>, cwd: &Path, id: &str, path: &Path) -> bool {
        if id.is_empty() || (self.chooses_conversation() && opening::uuid_at_end(id) != Some(id)) {
            return false;
        }
        let transcript = self.transcript(home, env, cwd, id, None);
        transcript.is_some_and(|transcript| transcript.look() == Presence::Yes(path.to_owned()))
    }
}

/// The first bytes of a file. `None`: it is none, or cannot be read.
fn beginning(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|meta| meta.is_file()))?;
    file.take(LONGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::Catalogue;
    use super::*;

    const ID: &str = "01234567-89ab-4cde-8f01-23456789abcd";

    /// What is read of the only file of an agent, whose path has `{cwd}` for the directory as agents name it.
    fn past(agent: &str, path: &str, text: &str) -> Option<Past> {
        let home = tempfile::tempdir().unwrap();
        let cwd = home.path().canonicalize().unwrap();
        let dashed: String =
            cwd.to_str().unwrap().chars().map(|char| if char.is_ascii_alphanumeric() { char } else { '-' }).collect();
        let file = home.path().join(path.replace("{cwd}", &dashed).replace("{id}", ID));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text.replace("{cwd}", cwd.to_str().unwrap()).replace("{id}", ID)).unwrap();
        let catalogue = Catalogue::load(Path::new("/no/such/directory"));
        let (adapter, env) = (catalogue.get(agent).unwrap(), BTreeMap::new());
        let candidates = adapter.candidates(home.path(), &env).unwrap();
        assert!(candidates.len() <= 1, "{candidates:?}");
        let past = candidates.first().and_then(|one| adapter.past(home.path(), &env, one))?;
        assert_eq!((past.id.as_str(), &past.directory), (ID, &cwd), "{agent}");
        Some(past)
    }

    #[test]
    fn conversations_are_found_with_what_was_first_asked() {
        let claude = concat!(
            "{\"type\":\"mode\"}\n",
            "{\"type\":\"user\",\"isMeta\":true,\"cwd\":\"{cwd}\",\"message\":{\"role\":\"user\",\"content\":\"Caveat\"}}\n",
            "{\"type\":\"user\",\"cwd\":\"{cwd}\",\"message\":{\"role\":\"user\",\"content\":\"fix\\nthe tests\"}}\n",
        );
        let codex = concat!(
            "{\"type\":\"session_meta\",\"payload\":{\"id\":\"{id}\",\"cwd\":\"{cwd}\"}}\n",
            "{\"type\":\"response_item\",\"payload\":{\"type\":\"message\",\"role\":\"user\",\"content\":",
            "[{\"type\":\"input_text\",\"text\":\"<environment_context>\"}]}}\n",
            "{\"type\":\"event_msg\",\"payload\":{\"type\":\"user_message\",\"message\":\"fix the tests\"}}\n",
        );
        let pi = concat!(
            "{\"type\":\"session\",\"id\":\"{id}\",\"cwd\":\"{cwd}\"}\n",
            "{\"type\":\"message\",\"message\":{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"fix the tests\"}]}}\n",
        );
        for (agent, path, text) in [
            ("claude-code", ".claude/projects/{cwd}/{id}.jsonl", claude),
            ("codex", ".codex/sessions/2026/01/02/rollout-2026-01-02T03-04-05-{id}.jsonl", codex),
            ("pi", ".pi/agent/sessions/--x--/2026-01-02T03_{id}.jsonl", pi),
        ] {
            let title = past(agent, path, text).unwrap_or_else(|| panic!("{agent}")).title;
            assert_eq!(title.as_deref(), Some("fix the tests"), "{agent}");
        }
    }

    #[test]
    fn what_could_not_be_gone_on_with_is_left_out() {
        let said = "{\"type\":\"user\",\"cwd\":\"{cwd}\",\"message\":{\"content\":\"hello\"}}\n";
        for (what, path, text) in [
            ("nothing was said", ".claude/projects/{cwd}/{id}.jsonl", "{\"type\":\"mode\",\"cwd\":\"{cwd}\"}\n"),
            ("of a sub-agent", ".claude/projects/{cwd}/agent-{id}.jsonl", said),
            ("kept for another directory", ".claude/projects/-elsewhere/{id}.jsonl", said),
            ("had nobody knows where", ".claude/projects/{cwd}/{id}.jsonl", "{\"type\":\"user\"}\n"),
            ("its directory is gone", ".claude/projects/-gone/{id}.jsonl", &said.replace("{cwd}", "/gone")),
            ("no text", ".claude/projects/{cwd}/{id}.jsonl", "\0\0"),
        ] {
            assert_eq!(past("claude-code", path, text), None, "{what}");
        }
    }
}
