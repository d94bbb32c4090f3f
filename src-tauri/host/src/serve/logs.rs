//! `logs`: what the run printed, out of the log.

use protocol::envelope::Done;
use protocol::error::{ErrorCode, WireError};
use protocol::host::{HostEvent, Logs};
use store::records::{self, EndRecord, Found};

use crate::client::Client;
use crate::log_feed::LogFeed;
use crate::session::Session;
use crate::threads::lock;

/// Answers, and leaves the rest to the client's writing thread.
pub fn logs(session: &Session, client: &Client, request: u64, call: Logs) -> Result<(), WireError> {
    let dir = session.place.log();
    let kept = dir.is_dir();
    // The last bytes of an ended run may not be kept.
    let printed = if kept && !session.is_live() { recorded(session) } else { 0 };
    let until = (!call.follow).then(|| lock(&session.stream).offset.max(printed));
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

/// How much an ended run has printed, by its end record. 0 where there is none.
fn recorded(session: &Session) -> u64 {
    let record = records::read::<EndRecord>(&session.place.dir().join("end.json"));
    record.ok().and_then(Found::record).map_or(0, |record| record.offset)
}
