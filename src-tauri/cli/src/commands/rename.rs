//! `holdfast rename`: call a session something else.

use protocol::requests::Rename;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;
use crate::output::clean;

/// Runs the command.
///
/// # Errors
/// `bad_name`; what else the daemon answers.
pub fn run(args: &args::Rename, context: &Context) -> Result<(), Failure> {
    let session = context.ask(&Rename { id: args.id.clone(), name: args.name.clone() })?;
    if context.json {
        return output::json(&session);
    }
    output::text(&format!("{} is now called {}", session.id.short(), clean::line(&session.name)))
}
