//! `holdfast completions`: the completion script of a shell.

use clap::CommandFactory as _;
use serde::Serialize;

use crate::args::{self, Args};
use crate::context::Context;
use crate::failure::Failure;
use crate::output;

/// What `--json` prints.
#[derive(Serialize)]
struct Document {
    shell: String,
    script: String,
}

/// Runs the command.
///
/// # Errors
/// Where stdout cannot be written.
pub fn run(args: &args::Completions, context: &Context) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "holdfast", &mut script);
    if !context.json {
        return output::bytes_out(&script);
    }
    let script = String::from_utf8_lossy(&script).into_owned();
    output::json(&Document { shell: args.shell.to_string(), script })
}
