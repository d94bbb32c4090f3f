//! `holdfast rm`: wipe ended sessions with their output.

use protocol::requests::Remove;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output;

/// Runs the command.
///
/// # Errors
/// `still_alive` where one lives, and then none is wiped; what else the daemon answers.
pub fn run(args: &args::Rm, context: &Context) -> Result<(), Failure> {
    let removed = context.daemon()?.call(&Remove { ids: args.id.clone() })?;
    if context.json {
        return output::json(&removed);
    }
    output::text(&format!("{} wiped", output::count(removed.len(), "session")))
}
