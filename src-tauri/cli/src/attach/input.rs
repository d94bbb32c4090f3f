//! The thread that reads keys and passes them on. It never waits for the host.

use std::time::{Duration, Instant};

use super::asked::Asked;
use super::keys::{Filter, Verdict};
use super::sending::Sending;
use super::{Ender, Left};
use crate::platform;

/// How long the rest of a key may take to arrive; then what came is passed on as it is.
const KEY_LIMIT: Duration = Duration::from_millis(20);
/// How long what was typed before the detach key may take to be sent.
const LAST_LIMIT: Duration = Duration::from_millis(500);

/// Reads keys until the detach key or the end of the input.
pub(super) fn forward(sending: &Sending, ender: &Ender, asked: &Asked, read_only: bool) {
    let mut filter = Filter::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let mut typed = Vec::new();
        let read = platform::read_input(&mut buffer, filter.is_waiting().then_some(KEY_LIMIT));
        let expected = asked.expected(Instant::now());
        filter.expect(expected);
        let verdict = match read {
            Ok(None) => filter.give_up(&mut typed),
            Ok(Some(length)) if length > 0 => filter.feed(&buffer[..length], &mut typed),
            Ok(Some(_)) | Err(_) => Verdict::Detach,
        };
        asked.answered(expected - filter.expected());
        if !typed.is_empty() && !read_only && !sending.typed(typed) {
            return;
        }
        if verdict == Verdict::Detach {
            return detach(sending, ender);
        }
    }
}

fn detach(sending: &Sending, ender: &Ender) {
    if let Some(all_is_sent) = sending.last() {
        // A host that does not read cannot keep the terminal.
        all_is_sent.recv_timeout(LAST_LIMIT).ok();
    }
    ender.end(Left::Detached);
}
