//! What the tests must know of an agent that its adapter does not say: how it is set up for the model of ours.

use std::path::{Path, PathBuf};

use crate::support::model::Model;

/// An agent.
pub struct Agent {
    /// Its adapter.
    pub id: &'static str,
    /// A part of its first screen.
    pub greets: &'static str,
    /// A part of the first of the answers that it offers where it wants leave.
    pub offers: &'static str,
    /// What a person types to begin a new conversation.
    pub clear: &'static str,
    /// Sets it up in a home of its own, and returns what its environment has beside.
    pub prepare: fn(&Home) -> Vec<(&'static str, String)>,
}

/// Where it is set up.
pub struct Home<'a> {
    /// The person's home directory.
    pub dir: &'a Path,
    /// The directory that it works in.
    pub work: PathBuf,
    /// The model that it is to ask.
    pub model: &'a Model,
}

impl Home<'_> {
    /// Writes a file below the home directory.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}
