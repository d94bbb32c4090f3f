//! `export`: what the run printed, in a form for elsewhere.

use protocol::envelope::Done;
use protocol::error::WireError;
use protocol::host::Export;

use crate::client::Client;
use crate::export;
use crate::log_feed::LogFeed;
use crate::session::Session;
use crate::threads::lock;

/// Answers, and leaves the rest to the client's writing thread.
pub fn export(session: &Session, client: &Client, request: u64, call: &Export) -> Result<(), WireError> {
    let until = lock(&session.stream).offset;
    let source = export::begin(&session.place.log(), call, until)?;
    client.change(|outbox| {
        outbox.push_answer(request, Ok(Done {}));
        outbox.feed_log(LogFeed::of(source));
    });
    Ok(())
}
