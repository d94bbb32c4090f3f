//! `attach`: the terminal as it is, and everything after it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use protocol::host::Attach;

use crate::client::Client;
use crate::owner::Candidate;
use crate::painting;
use crate::session::Session;

/// Paints first and then lets the client's size count: a snapshot is taken at the size before.
pub fn attach(session: &Arc<Session>, client: &Arc<Client>, request: u64, call: Attach) {
    client.read_only.store(call.read_only, Ordering::Relaxed);
    let resumed = call.since.is_some_and(|since| painting::resume(session, client, request, since));
    if !resumed {
        painting::paint(session, client, Some(request));
    }
    let candidate = Candidate { id: client.id, size: call.size, colors: call.colors };
    session.change_owner(|owners| if call.read_only { owners.left(client.id) } else { owners.joined(candidate) });
}
