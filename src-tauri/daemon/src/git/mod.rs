//! Asks git about a directory, for some seconds at most. It changes nothing, and runs nothing that the repository names: what
//! lies in a directory may come from anybody.
//!
//! | what a repository's own configuration could have run | what keeps it from that |
//! |---|---|
//! | `core.fsmonitor`, hooks | set to nothing |
//! | `filter.*.clean`, `filter.*.process`, on whatever was touched | set to nothing, each that its own configuration names; the user's own filters stay |
//! | `diff.external`, `diff.*.command`, `diff.*.textconv` | `--no-ext-diff`, `--no-textconv` |
//! | fetching of what is not there, by any `remote.*` or `core.sshCommand` | no protocol is allowed |
//! | the configuration of a submodule | nobody looks into submodules |
//! | a directory made to look like a repository without a working tree | `safe.bareRepository` |
//! | pagers, editors, questions | nothing has a terminal |
//!
//! All of this is set by variables, whose names cannot be taken for anything else, and it is seen that git heeds them. A
//! repository of another user is refused by git itself, as long as `safe.directory` does not say otherwise.

pub mod changes;
mod config;
pub mod diff;
pub mod files;
mod numstat;
mod spelled;
mod status;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::bounded::{self, Said, Unheard};
use config::Settings;

/// How long all that one question takes may take.
const LIMIT: Duration = Duration::from_secs(8);

/// How much of an answer is taken, in bytes.
const MOST: usize = 8 * 1024 * 1024;

/// Why git does not tell, for people.
#[derive(Debug, thiserror::Error)]
pub enum Silence {
    /// It is not there.
    #[error("git is not installed, or not where it is looked for")]
    NotInstalled,
    /// It does not do as it is told.
    #[error("this git is too old: version 2.31 or newer is needed")]
    TooOld,
    /// It took too long.
    #[error("git did not answer in time")]
    TooLong,
    /// The directory is in none.
    #[error("it is in no git repository")]
    NoRepository,
    /// It refuses, and says why.
    #[error("git says: {0}")]
    Refused(String),
}

/// One question to git, which may take several runs of it.
#[derive(Debug)]
pub struct Git {
    /// Where it is run.
    dir: PathBuf,
    /// The top of the working tree.
    top: PathBuf,
    settings: Settings,
    until: Instant,
}

impl Git {
    /// Looks whether a directory is in a working tree, and what its configuration would have run.
    ///
    /// # Errors
    /// Why git does not tell.
    pub fn open(dir: &Path) -> Result<Self, Silence> {
        let (dir, until) = (dir.to_owned(), Instant::now() + LIMIT);
        let mut git = Self { top: dir.clone(), dir, settings: Settings::default(), until };
        let listed = git.run(&["config", "--list", "-z", "--show-scope", "--name-only"])?;
        // An old one does not know the question, or not the variables.
        if listed.code != Some(0) || !config::is_heeded(&listed.out) {
            return Err(if listed.code == Some(129) || listed.code == Some(0) {
                Silence::TooOld
            } else {
                refusal(&listed)
            });
        }
        git.settings = Settings::against(&listed.out);
        let top = git.tell(&["rev-parse", "--show-toplevel"])?;
        git.top = String::from_utf8_lossy(&top.out).trim_end_matches('\n').into();
        Ok(git)
    }

    /// The top of the working tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The same at the top, where the paths lead that it tells of changes.
    pub fn at_top(self) -> Self {
        Self { dir: self.top.clone(), ..self }
    }

    /// As [`Self::run`], where it must succeed.
    fn tell(&self, args: &[&str]) -> Result<Said, Silence> {
        let said = self.run(args)?;
        if said.code == Some(0) || said.more { Ok(said) } else { Err(refusal(&said)) }
    }

    /// Runs git once.
    fn run(&self, args: &[&str]) -> Result<Said, Silence> {
        self.run_for(args, MOST)
    }

    fn run_for(&self, args: &[&str], most: usize) -> Result<Said, Silence> {
        let mut command = Command::new("git");
        command.arg("--no-pager").args(args).current_dir(&self.dir);
        for (name, _) in std::env::vars_os().filter(|(name, _)| config::is_foreign(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        command.envs(config::VARIABLES).envs(self.settings.variables());
        bounded::run(command, self.until, most).map_err(|unheard| match unheard {
            Unheard::TooLong => Silence::TooLong,
            Unheard::NotRun(error) if error.kind() == std::io::ErrorKind::NotFound && self.dir.is_dir() => {
                Silence::NotInstalled
            }
            Unheard::NotRun(error) => Silence::Refused(error.to_string()),
        })
    }
}

/// Why git has failed, by its first complaint.
fn refusal(said: &Said) -> Silence {
    if said.complaints.contains("not a git repository") || said.complaints.contains("must be run in a work tree") {
        return Silence::NoRepository;
    }
    let complaint = said.complaints.lines().find(|line| !line.is_empty()).unwrap_or("nothing");
    Silence::Refused(complaint.trim_start_matches("fatal: ").to_owned())
}
