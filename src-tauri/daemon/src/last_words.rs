//! Waiting, at the daemon's end, for a thread that writes what it was told before. It gives up on a disk that takes too long.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// How long the daemon's end waits for the disk.
const LIMIT: Duration = Duration::from_secs(2);
/// How soon a full channel is tried again.
const AGAIN: Duration = Duration::from_millis(5);

/// Has everything carried out that was sent before. `close` makes the last note, whose sender the thread drops when all is
/// written.
pub fn wait<Note>(notes: &SyncSender<Note>, close: impl FnOnce(SyncSender<()>) -> Note) {
    let (done, told) = sync_channel(0);
    let deadline = Instant::now() + LIMIT;
    let mut note = close(done);
    while let Err(TrySendError::Full(back)) = notes.try_send(note) {
        if Instant::now() >= deadline {
            return;
        }
        note = back;
        thread::sleep(AGAIN);
    }
    // The other end is dropped when all is written: nothing is ever sent.
    let _ = told.recv_timeout(deadline.saturating_duration_since(Instant::now()));
}
