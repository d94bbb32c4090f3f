//! dtach: one process per session, which passes bytes on and keeps none.

use std::path::PathBuf;
use std::process::Command;

use super::Holder;
use crate::bench::bed::in_bed;

pub struct Dtach {
    pub dir: PathBuf,
}

impl Dtach {
    fn command(&self, how: &str, session: &str) -> Command {
        let mut command = in_bed("dtach", &self.dir);
        command.arg(how).arg(self.dir.join(format!("{session}.dtach")));
        command
    }
}

impl Holder for Dtach {
    fn label(&self) -> &'static str {
        super::DTACH
    }

    fn begin(&self, session: &str, program: &[String]) -> Command {
        let mut command = self.command("-c", session);
        command.args(["-r", "none"]).args(program);
        command
    }

    fn begin_detached(&self, session: &str, program: &[String]) -> Option<Command> {
        let mut command = self.command("-n", session);
        command.args(["-r", "none"]).args(program);
        Some(command)
    }

    fn attach(&self, session: &str) -> Option<Command> {
        Some(self.command("-a", session))
    }

    fn keeps_screen(&self) -> bool {
        false
    }

    fn keepers(&self) -> &'static [&'static str] {
        &["dtach"]
    }
}
