//! GNU screen: one process per session, with its screen and history. It reads nobody's settings.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::Holder;
use crate::bench::bed::{in_bed, run};

pub struct Screen {
    pub dir: PathBuf,
}

impl Screen {
    fn command(&self) -> Command {
        let mut command = in_bed("screen", &self.dir);
        command.env("SCREENDIR", self.dir.join("screens")).arg("-U").arg("-c").arg(self.dir.join("screenrc"));
        command
    }
}

impl Holder for Screen {
    fn label(&self) -> &'static str {
        super::SCREEN
    }

    fn get_ready(&self) -> Result<()> {
        let settings = "startup_message off\ndefscrollback 10000\n";
        fs::write(self.dir.join("screenrc"), settings).context("writing the settings of screen")?;
        // It refuses a directory that others may enter.
        let mut make = in_bed("mkdir", &self.dir);
        run(make.args(["-m", "700", "screens"]), std::time::Duration::from_secs(10)).map(drop)
    }

    fn begin(&self, session: &str, program: &[String]) -> Command {
        let mut command = self.command();
        command.args(["-S", session]).args(program);
        command
    }

    fn begin_detached(&self, session: &str, program: &[String]) -> Option<Command> {
        let mut command = self.command();
        command.args(["-d", "-m", "-S", session]).args(program);
        Some(command)
    }

    fn attach(&self, session: &str) -> Option<Command> {
        let mut command = self.command();
        command.args(["-x", session]);
        Some(command)
    }

    fn keeps_screen(&self) -> bool {
        true
    }

    fn keepers(&self) -> &'static [&'static str] {
        &["screen"]
    }
}
