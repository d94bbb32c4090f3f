//! One look at something that takes long, shared by all who wait for it at the same time. Nobody is given a look that began
//! before it was asked for: what is proved by it was true after the question.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The newest look, and when it began.
#[derive(Debug)]
pub(crate) struct Shared<T>(Mutex<Option<(Instant, Arc<T>)>>);

impl<T> Shared<T> {
    /// Nobody has looked yet.
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// A look that began after this was called. Whoever comes while somebody looks waits for the next one, together with
    /// all others who wait.
    ///
    /// # Errors
    /// What `look` says; then the next who waits looks for itself.
    pub(crate) fn look(&self, look: impl FnOnce() -> io::Result<T>) -> io::Result<Arc<T>> {
        self.look_after(Instant::now(), look)
    }

    fn look_after(&self, asked: Instant, look: impl FnOnce() -> io::Result<T>) -> io::Result<Arc<T>> {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((began, found)) = &*newest
            && *began > asked
        {
            return Ok(found.clone());
        }
        let began = Instant::now();
        let found = Arc::new(look()?);
        *newest = Some((began, found.clone()));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_after_a_look_began_is_not_given_that_one_and_all_who_asked_before_are() {
        let shared = Shared::new();
        assert_eq!(*shared.look(|| Ok(1)).unwrap(), 1);
        let asked = Instant::now();
        while Instant::now() == asked {}
        assert_eq!(*shared.look_after(asked, || Ok(2)).unwrap(), 2, "the first one began before");
        assert_eq!(*shared.look_after(asked, || Ok(3)).unwrap(), 2, "that one began after");
        assert_eq!(*shared.look(|| Ok(4)).unwrap(), 4);
    }

    #[test]
    fn a_look_that_failed_is_nobody_elses() {
        let shared = Shared::new();
        let asked = Instant::now();
        assert!(shared.look_after(asked, || Err(io::Error::other("it does not tell"))).is_err());
        assert_eq!(*shared.look_after(asked, || Ok(1)).unwrap(), 1);
    }
}
