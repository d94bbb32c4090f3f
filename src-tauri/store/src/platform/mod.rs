//! What differs between systems in the records: processes, syncing directories, the numbers of signals,
//! the service manager, the allocator.
//! It decides nothing.

#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod files;
#[cfg_attr(all(target_os = "linux", target_env = "gnu"), path = "glibc.rs")]
#[cfg_attr(not(all(target_os = "linux", target_env = "gnu")), path = "no_glibc.rs")]
pub(crate) mod memory;
#[cfg_attr(target_os = "linux", path = "linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "other.rs")]
pub(crate) mod processes;
#[cfg_attr(target_os = "linux", path = "systemd.rs")]
#[cfg_attr(not(target_os = "linux"), path = "no_systemd.rs")]
pub(crate) mod systemd;

#[cfg(debug_assertions)]
pub(crate) use files::{end_self, stop_self};
pub(crate) use files::{find_room, keep_space, sync_directory};

use std::time::Duration;

/// What the system says of one process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stat {
    pub(crate) parent: u32,
    /// Raw, as the system counts it.
    pub(crate) start: u64,
    pub(crate) zombie: bool,
    /// How much it has used of the processors.
    pub(crate) worked: Duration,
    /// The same of its children that have ended and were waited for, and of theirs. Nothing where the system does not tell.
    pub(crate) waited_for: Duration,
    /// How much of its memory is in use and not elsewhere, in bytes, whoever else has it too. 0 where it was not asked for.
    pub(crate) resident: u64,
}

/// ILL, TRAP, ABRT, BUS, FPE, SEGV and SYS: what a program brings upon itself. BUS and SYS have numbers of their own on macOS.
pub(crate) fn is_fault(signal: i32) -> bool {
    let mac = cfg!(target_os = "macos");
    matches!(signal, 4 | 5 | 6 | 8 | 11) || if mac { matches!(signal, 10 | 12) } else { matches!(signal, 7 | 31) }
}
