//! `history`: the client wants to see more above the screen.

use std::sync::atomic::Ordering;

use protocol::envelope::Done;
use protocol::error::{ErrorCode, WireError};
use protocol::host::History;

use crate::client::Client;

/// Answers, and leaves the painting to the client's writing thread. What was painted once is not taken away again.
pub fn history(client: &Client, request: u64, call: History) -> Result<(), WireError> {
    client.change(|outbox| {
        if !outbox.repaint() {
            return Err(WireError::new(
                ErrorCode::BadRequest,
                "only a client that is attached has lines above its screen",
            ));
        }
        client.lines.fetch_max(call.lines.min(History::MOST), Ordering::Relaxed);
        outbox.push_answer(request, Ok(Done {}));
        Ok(())
    })
}
