//! `holdfast doctor`: what is wrong with this Holdfast, or a proof that it does what it says. Needs no daemon and starts
//! none for the user's root; the examination is made by the daemon's program, which knows the records.

mod prove;
mod report;

use std::path::Path;
use std::process::{Command, Stdio};

use protocol::error::{ErrorCode, WireError};
use protocol::examine::Examination;
use protocol::launch::sibling;
use protocol::paths::locate;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::table::Look;

/// Runs the command.
///
/// # Errors
/// Exit code 1 where something is wrong, or not proved; where the examination could not be made.
pub fn run(args: &args::Doctor, context: &Context) -> Result<(), Failure> {
    if let Some(socket) = &args.client {
        return prove::be_client(socket);
    }
    if args.prove {
        return prove::run(context);
    }
    let found = examine(&locate()?)?;
    if context.json {
        output::json(&found)?;
    } else {
        output::text(&report::describe(&found, Look::of_stdout()))?;
    }
    if found.is_well() { Ok(()) } else { Err(Failure::Shown) }
}

fn examine(dir: &Path) -> Result<Examination, WireError> {
    let program = sibling("holdfastd")?;
    let failed = |why: String| WireError::new(ErrorCode::Internal, format!("running {}: {why}", program.display()));
    let mut command = Command::new(&program);
    command.arg("--root").arg(dir).arg("examine").stdin(Stdio::null()).stderr(Stdio::piped());
    let output = command.output().map_err(|error| failed(error.to_string()))?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        failed(said.lines().last().unwrap_or("it said nothing").to_owned()).hint("install Holdfast again")
    })
}
