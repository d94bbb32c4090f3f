//! `watch`: the host about its session, now and at every change.

use crate::client::Client;
use crate::session::Session;

/// Answers and subscribes in one turn of the outbox; a change in between is told a quarter of a second later.
pub fn watch(session: &Session, client: &Client, request: u64) {
    let status = session.status();
    client.change(|outbox| {
        outbox.push_answer(request, Ok(status.clone()));
        outbox.watch(status);
    });
    // What changed between the look and the subscription is not missed.
    client.status_changed();
}
