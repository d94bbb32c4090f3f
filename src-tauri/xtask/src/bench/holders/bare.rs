//! No holder at all: the program in the terminal itself. What the others are compared with.

use std::path::PathBuf;
use std::process::Command;

use super::Holder;
use crate::bench::bed::in_bed;

pub struct Bare {
    pub dir: PathBuf,
}

impl Holder for Bare {
    fn label(&self) -> &'static str {
        super::BARE
    }

    fn begin(&self, _session: &str, program: &[String]) -> Command {
        let mut command = in_bed(&program[0], &self.dir);
        command.args(&program[1..]);
        command
    }

    fn begin_detached(&self, _session: &str, _program: &[String]) -> Option<Command> {
        None
    }

    fn attach(&self, _session: &str) -> Option<Command> {
        None
    }

    fn keeps_screen(&self) -> bool {
        false
    }

    fn keepers(&self) -> &'static [&'static str] {
        &[]
    }
}
