//! `holdfast send`: type into a session, with a receipt.

use protocol::error::{ErrorCode, WireError};
use protocol::host::Write;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::host::Host;
use crate::output;

/// Runs the command.
///
/// # Errors
/// `ended` where nothing is left to type into; what the daemon and the host answer.
pub fn run(args: &args::Send, context: &Context) -> Result<(), Failure> {
    let (mut host, ()) = Host::of(&args.id, context, |_| Ok(()))?;
    if !host.opened.live {
        return Err(WireError::new(ErrorCode::Ended, "the session has ended")
            .hint(format!("holdfast resume {}", host.opened.id.short()))
            .into());
    }
    let write = Write { text: args.text.clone(), enter: args.enter };
    let written = host.client.call(&write).map_err(|error| host.lost(error))?;
    if context.json {
        return output::json(&written);
    }
    output::text(&format!("{} written", output::count(written.bytes, "byte")))
}
