//! `holdfast send`: type into a session, with a receipt.

use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::host::Write;

use crate::args;
use crate::context::Context;
use crate::failure::Failure;
use crate::host::Host;
use crate::output;

/// How long the program may take to read what is typed.
const LIMIT: Duration = Duration::from_secs(10);

/// Runs the command.
///
/// # Errors
/// `ended` where nothing is left to type into, `needs_person` where an agent waits for leave, `timed_out` where the program does not read; what the daemon and the
/// host answer.
pub fn run(args: &args::Send, context: &Context) -> Result<(), Failure> {
    let (mut host, ()) = Host::of(&args.id, context, |_| Ok(()))?;
    if !host.opened.live {
        return Err(WireError::new(ErrorCode::Ended, "the session has ended")
            .hint(format!("holdfast resume {}", host.opened.id.short()))
            .into());
    }
    let write = Write { text: args.text.clone(), enter: args.enter, person: args.answer };
    let written = host.client.call_within(&write, LIMIT).map_err(|error| match error.code {
        ErrorCode::TimedOut => not_read(&host),
        _ => host.lost(error),
    })?;
    if context.json {
        return output::json(&written);
    }
    output::text(&format!("{} written", output::count(written.bytes, "byte")))
}

/// There is no receipt then: part of it may have been read, and the rest is typed when the program reads again.
fn not_read(host: &Host) -> WireError {
    let message = format!("{} does not read what is typed; it is typed when it reads again", host.opened.name);
    WireError::new(ErrorCode::TimedOut, message).hint(format!("holdfast screen {}", host.opened.id.short()))
}
