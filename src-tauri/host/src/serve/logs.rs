//! `logs`: what the run printed, out of the log.

use protocol::envelope::Done;
use protocol::error::{ErrorCode, WireError};
use protocol::host::{HostEvent, Logs};

use crate::client::Client;
use crate::log_feed::LogFeed;
use crate::session::Session;
use crate::threads::lock;

/// Answers, and leaves the rest to the client's writing thread.
pub fn logs(session: &Session, client: &Client, request: u64, call: Logs) -> Result<(), WireError> {
    let dir = session.place.log();
    let kept = dir.is_dir();
    let until = (!call.follow).then(|| lock(&session.stream).offset);
    let feed = LogFeed::raw(&dir, until)
        .map_err(|error| WireError::new(ErrorCode::Io, format!("reading the log: {error}")))?;
    client.change(|outbox| {
        outbox.push_answer(request, Ok(Done {}));
        if !kept {
            outbox.push_event(&HostEvent::Notice { message: "no output of this run is kept".to_owned() });
        }
        outbox.feed_log(feed);
    });
    Ok(())
}
