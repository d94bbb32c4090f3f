//! `holdfast resume`: the next run of an ended session, under the same id.

use protocol::requests::Resume;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::clean;
use crate::{environment, output, platform};

/// Runs the command.
///
/// # Errors
/// `still_alive`, `orphaned`, `not_resumable`; what else the daemon answers.
pub fn run(args: &args::Resume, context: &Context) -> Result<(), Failure> {
    let resume = Resume {
        id: args.id.clone(),
        fresh: args.fresh,
        environment: Some(environment::of_caller()),
        size: platform::output_size(),
    };
    let session = context.daemon()?.call(&resume)?;
    if context.json {
        return output::json(&session);
    }
    let (name, run, id) = (clean::line(&session.name), session.generation, session.id.short());
    output::text(&format!("{name} runs again, run {run}; holdfast attach {id}"))
}
