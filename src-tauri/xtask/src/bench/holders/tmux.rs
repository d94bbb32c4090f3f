//! tmux: one server for all sessions, with screens and history. Its server is ours alone and reads nobody's settings.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::Holder;
use crate::bench::bed::{in_bed, run};
use crate::bench::terminal::SIZE;

pub struct Tmux {
    pub dir: PathBuf,
}

impl Tmux {
    fn command(&self) -> Command {
        let mut command = in_bed("tmux", &self.dir);
        command.arg("-u").arg("-S").arg(self.dir.join("tmux.sock")).arg("-f").arg(self.dir.join("tmux.conf"));
        command
    }
}

impl Holder for Tmux {
    fn label(&self) -> &'static str {
        super::TMUX
    }

    fn get_ready(&self) -> Result<()> {
        let settings = "set -g exit-empty off\nset -g history-limit 10000\nset -g default-size 120x40\n";
        fs::write(self.dir.join("tmux.conf"), settings).context("writing the settings of tmux")?;
        run(self.command().arg("start-server"), std::time::Duration::from_secs(10)).map(drop)
    }

    fn begin(&self, session: &str, program: &[String]) -> Command {
        let mut command = self.command();
        command.args(["new-session", "-s", session, "--"]).args(program);
        command
    }

    fn begin_detached(&self, session: &str, program: &[String]) -> Option<Command> {
        let (cols, rows) = (SIZE.0.to_string(), SIZE.1.to_string());
        let mut command = self.command();
        command.args(["new-session", "-d", "-x", &cols, "-y", &rows, "-s", session, "--"]).args(program);
        Some(command)
    }

    fn attach(&self, session: &str) -> Option<Command> {
        let mut command = self.command();
        command.args(["attach-session", "-t", session]);
        Some(command)
    }

    fn keeps_screen(&self) -> bool {
        true
    }

    fn keepers(&self) -> &'static [&'static str] {
        &["tmux"]
    }
}
