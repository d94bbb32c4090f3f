//! Which disk changes go to, in builds for tests: this thread's own, else what the environment says, else the real one.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use super::faults::Faults;
use super::{Disk, Real};

thread_local! {
    static OF_THREAD: RefCell<Option<Arc<dyn Disk>>> = const { RefCell::new(None) };
}
static OF_PROCESS: OnceLock<Faults> = OnceLock::new();

/// The environment variable that names the faults of a daemon or a host.
const VARIABLE: &str = "HOLDFAST_FAULTS";

/// Does `work` with every change of this thread going to `disk`.
pub fn with<T>(disk: Arc<dyn Disk>, work: impl FnOnce() -> T) -> T {
    struct Back(Option<Arc<dyn Disk>>);
    impl Drop for Back {
        fn drop(&mut self) {
            OF_THREAD.set(self.0.take());
        }
    }
    let _back = Back(OF_THREAD.replace(Some(disk)));
    work()
}

/// From now on this process has the faults that its environment names; called once by daemon and host.
///
/// # Panics
/// Where they cannot be read: a test that injects nothing would prove nothing.
pub fn begin_environment_faults() {
    if let Ok(text) = std::env::var(VARIABLE) {
        let faults = text.parse().unwrap_or_else(|why| panic!("{VARIABLE}: {why}"));
        OF_PROCESS.get_or_init(|| faults);
    }
}

pub(super) fn on_current<T>(work: impl FnOnce(&dyn Disk) -> T) -> T {
    let own = OF_THREAD.with_borrow(Clone::clone);
    match (own, OF_PROCESS.get()) {
        (Some(disk), _) => work(&*disk),
        (None, Some(faults)) => work(faults),
        (None, None) => work(&Real),
    }
}
