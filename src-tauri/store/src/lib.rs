//! What two Holdfast processes must agree on at rest: records, the one writing routine, process identity, the output log,
//! the journal, the notifications.
//! It decides how a run ended ([`ending`]) from facts that others gather; it starts, stops and signals nothing.
//!
//! Each file name has one writer; `records` says which. A reader never repairs: a damaged record is set aside by its writer.

pub mod cgroup;
pub mod disk;
pub mod durable;
pub mod ending;
pub mod journal;
pub mod lines;
pub mod lock;
pub mod log;
pub mod memory;
pub mod notifications;
mod platform;
pub mod process;
pub mod records;
pub mod scope;
mod shared;
pub mod tree;
pub mod usage;

/// Now, in milliseconds since 1970.
pub fn now_ms() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
