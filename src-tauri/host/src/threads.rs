//! Starts threads with small stacks, and takes locks whatever a thread that held them has come to.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Address space, not memory: what is not used is not there.
const STACK: usize = 256 * 1024;

/// Starts a thread. Its name is seen in `top` and in logs.
///
/// # Errors
/// Where the system has no room for another.
pub fn start(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.to_owned()).stack_size(STACK).spawn(body)
}

/// Takes a lock. A panic while it was held has been logged and must not end the session.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
