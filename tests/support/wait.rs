//! Waiting for something to become true, for at most a hard limit. The only place where a test lets time pass.

use std::time::{Duration, Instant};

/// How long anything may take that should take a moment. Generous: the machine may be busy.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Looks again and again until `look` finds something, and returns it.
///
/// # Panics
/// Where nothing is found within [`LIMIT`]; the message says what was waited for.
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    until_within(LIMIT, what, look)
}

/// As [`until`], with a limit of one's own.
pub fn until_within<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "waited {limit:?} in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}

/// As [`until`], where `look` says what it found instead, to be read where the wait was in vain.
pub fn until_ok<T>(what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + LIMIT;
    until_within(LIMIT * 2, what, || match look() {
        Err(instead) if Instant::now() >= deadline => panic!("waited in vain: {what}; instead: {instead}"),
        outcome => outcome.ok(),
    })
}

/// Lets time pass, for tests that something does *not* happen in it.
pub fn pass(time: Duration) {
    let deadline = Instant::now() + time;
    while let Some(left) = deadline.checked_duration_since(Instant::now()) {
        std::thread::park_timeout(left);
    }
}
