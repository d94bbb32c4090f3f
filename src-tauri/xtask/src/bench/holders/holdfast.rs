//! Holdfast as it ships: a release build in a root of its own, used through its command line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::Holder;
use crate::bench::bed::{in_bed, run};
use crate::bench::terminal::SIZE;
use crate::programs::{self, Profile};

/// How long its daemon may take to start or to stop.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Holdfast {
    dir: PathBuf,
}

impl Holdfast {
    /// The one that works in this directory.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The command line, in this bed's root.
    pub fn command(&self) -> Command {
        let mut command = in_bed(programs::path(Profile::Release, "holdfast"), &self.dir);
        command.env("HOLDFAST_HOME", self.dir.join("holdfast"));
        command
    }
}

impl Holder for Holdfast {
    fn label(&self) -> &'static str {
        super::HOLDFAST
    }

    fn get_ready(&self) -> Result<()> {
        run(self.command().arg("start"), PATIENCE).map(drop)
    }

    fn begin(&self, session: &str, program: &[String]) -> Command {
        let mut command = self.command();
        command.args(["new", "--name", session, "--"]).args(program);
        command
    }

    fn begin_detached(&self, session: &str, program: &[String]) -> Option<Command> {
        let mut command = self.command();
        command.args(["new", "-d", "--size", &format!("{}x{}", SIZE.0, SIZE.1), "--name", session, "--"]).args(program);
        Some(command)
    }

    fn attach(&self, session: &str) -> Option<Command> {
        let mut command = self.command();
        command.args(["attach", session]);
        Some(command)
    }

    fn keeps_screen(&self) -> bool {
        true
    }

    fn keepers(&self) -> &'static [&'static str] {
        &["holdfastd", "holdfast-host"]
    }
}
