//! Typing into a session as it is, through its host.

use std::time::Duration;

use protocol::error::{ErrorCode, WireError};
use protocol::host::{Write, Written};

use crate::args;
use crate::context::Context;
use crate::host::Host;
use crate::output;

/// How long the program may take to read what is typed.
const LIMIT: Duration = Duration::from_secs(10);

/// Types it.
///
/// # Errors
/// `ended` where nothing is left to type into, `needs_person` where an agent waits for leave, `timed_out` where the program
/// does not read; what the daemon and the host answer.
pub fn send(id: &str, text: &str, args: &args::Send, context: &Context) -> Result<Written, WireError> {
    let (mut host, ()) = Host::of(id, context, |_| Ok(()))?;
    if !host.opened.live {
        return Err(WireError::new(ErrorCode::Ended, "the session has ended")
            .hint(format!("holdfast resume {}", host.opened.id.short())));
    }
    let write = Write { text: text.to_owned(), enter: args.enter, person: args.answer };
    host.client.call_within(&write, LIMIT).map_err(|error| match error.code {
        ErrorCode::TimedOut => not_read(&host),
        _ => host.lost(error),
    })
}

/// The receipt, for people.
pub fn words(written: &Written) -> String {
    format!("{} written", output::count(written.bytes, "byte"))
}

/// There is no receipt then: part of it may have been read, and the rest is typed when the program reads again.
fn not_read(host: &Host) -> WireError {
    let message = format!("{} does not read what is typed; it is typed when it reads again", host.opened.name);
    WireError::new(ErrorCode::TimedOut, message).hint(format!("holdfast screen {}", host.opened.id.short()))
}
