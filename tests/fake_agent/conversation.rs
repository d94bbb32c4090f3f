//! Conversations on disk, a file each, below the home directory: `.fake-agent/<id>.jsonl`. Like real agents, it writes none
//! before something was said.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

/// One conversation.
pub struct Conversation {
    /// Its id.
    pub id: String,
}

impl Conversation {
    /// A new one, with this id or one of its own.
    pub fn new(id: Option<String>) -> Self {
        let own = || {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            format!("own-{}-{}", std::process::id(), now.as_nanos())
        };
        Self { id: id.unwrap_or_else(own) }
    }

    /// One that is known.
    pub fn resume(id: &str) -> Option<Self> {
        let known = Self { id: id.to_owned() };
        known.path().is_file().then_some(known)
    }

    /// Where it is kept.
    pub fn path(&self) -> PathBuf {
        let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        home.join(".fake-agent").join(format!("{}.jsonl", self.id))
    }

    /// What was said in it.
    pub fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Something is said.
    pub fn add(&self, line: &str) {
        let path = self.path();
        path.parent().map(fs::create_dir_all);
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| writeln!(file, "{}", serde_json::Value::from(line))).ok();
    }
}
