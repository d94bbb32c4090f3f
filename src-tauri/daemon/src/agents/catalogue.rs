//! All agents: those that are compiled in, and the user's own. Reading them never fails: what is wrong with a file is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::adapter::Adapter;
use super::builtin::BUILTIN;
use super::format::{self, Fault};

/// A longer file is no adapter, in bytes.
const LONGEST: u64 = 256 * 1024;

/// All agents that can be run. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Catalogue {
    known: Arc<Known>,
}

#[derive(Debug)]
struct Known {
    adapters: BTreeMap<String, Arc<Adapter>>,
    problems: Vec<Problem>,
}

/// What is wrong with a file of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, or the directory that cannot be read.
    pub file: PathBuf,
    /// Counted from 1. Absent: it is not of one line.
    pub line: Option<usize>,
    /// For people: lower case, no full stop.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file.display())?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))?;
        write!(f, ": {}", self.message)
    }
}

impl Catalogue {
    /// Reads what is compiled in and then `agents/*.toml` in `config`, in the order of their names. A file there takes the place
    /// of a built-in agent of the same id. Blocking.
    pub fn load(config: &Path) -> Self {
        let mut known = Known { adapters: COMPILED_IN.clone(), problems: Vec::new() };
        let mut own = BTreeSet::new();
        let dir = config.join("agents");
        let files = files(&dir).unwrap_or_else(|message| {
            known.problems.push(Problem { file: dir, line: None, message });
            Vec::new()
        });
        for path in files {
            let read = read(&path).and_then(|adapter| match own.insert(adapter.id().to_owned()) {
                true => Ok(adapter),
                false => Err(fault(format!("another file has the id {} already", adapter.id()))),
            });
            match read {
                Ok(adapter) => {
                    known.adapters.insert(adapter.id().to_owned(), Arc::new(adapter));
                }
                Err(Fault { line, message }) => known.problems.push(Problem { file: path, line, message }),
            }
        }
        Self { known: Arc::new(known) }
    }

    /// The agent of this id.
    pub fn get(&self, id: &str) -> Option<&Adapter> {
        self.known.adapters.get(id).map(Arc::as_ref)
    }

    /// All agents, by their ids.
    pub fn all(&self) -> impl Iterator<Item = &Adapter> {
        self.known.adapters.values().map(Arc::as_ref)
    }

    /// What the programs of all agents are called: by these a host knows an agent that was started inside an agent.
    pub fn programs(&self) -> Vec<String> {
        let names: BTreeSet<&String> = self.all().flat_map(Adapter::programs).collect();
        names.into_iter().cloned().collect()
    }

    /// What is wrong with files of the user's.
    pub fn problems(&self) -> &[Problem] {
        &self.known.problems
    }
}

/// The agents that are compiled in, read once. Tests read every one of them.
static COMPILED_IN: LazyLock<BTreeMap<String, Arc<Adapter>>> = LazyLock::new(|| {
    let read = BUILTIN.iter().filter_map(|text| format::read(text).ok());
    read.map(|file| (file.id.clone(), Arc::new(Adapter { file }))).collect()
});

/// The user's files. A directory that is not there has none.
fn files(dir: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: &std::io::Error| format!("reading it: {error}");
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|error| failed(&error))?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| failed(&error))?.path();
        if path.extension().is_some_and(|end| end == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Adapter, Fault> {
    let failed = |error: std::io::Error| fault(format!("reading it: {error}"));
    let meta = fs::metadata(path).map_err(failed)?;
    // Reading a pipe would wait for ever.
    if !meta.is_file() || meta.len() > LONGEST {
        return Err(fault(format!("it is no file of at most {LONGEST} bytes")));
    }
    format::read(&fs::read_to_string(path).map_err(failed)?).map(|file| Adapter { file })
}

fn fault(message: String) -> Fault {
    Fault { line: None, message }
}

#[cfg(test)]
mod tests;
