//! Signals, process groups and allocation on Unix.
#![allow(unsafe_code)] // one call that tells the allocator to be frugal

use std::collections::BTreeSet;
use std::fs::File;
use std::io;

use rustix::process::{Pid, Signal, getpgid, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::SignalsInfo;
use signal_hook::iterator::exfiltrator::WithOrigin;
use store::process::{Identity, Liveness, liveness};
use store::records::SignalSeen;

use super::Word;

/// A file that can always be opened, for a descriptor to keep in reserve.
pub const NOWHERE: &str = "/dev/null";

/// Signals that end the host, caught from the moment this exists.
#[derive(Debug)]
pub struct Signals(SignalsInfo<WithOrigin>);

impl Signals {
    /// Catches TERM, HUP and INT.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn catch() -> io::Result<Self> {
        SignalsInfo::<WithOrigin>::new([SIGTERM, SIGHUP, SIGINT]).map(Self)
    }

    /// Waits for the next one. Whoever sent it may be gone already, and then its command is not known.
    pub fn next(&mut self) -> Option<SignalSeen> {
        let origin = self.0.forever().next()?;
        let pid = origin.process.and_then(|process| u32::try_from(process.pid).ok()).filter(|pid| *pid > 0);
        Some(SignalSeen {
            signal: origin.signal,
            pid,
            uid: pid.and(origin.process).map(|process| process.uid),
            command: pid.and_then(command),
            at: store::now_ms(),
        })
    }
}

fn command(pid: u32) -> Option<String> {
    Some(std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim_end().to_owned())
}

/// Tells every process group among `members`, each checked to be who it was, right before.
pub fn send(members: &[Identity], word: Word) {
    let alive = members.iter().filter(|member| liveness(member) == Liveness::Alive);
    let groups: BTreeSet<i32> = alive.filter_map(group_of).collect();
    let signals: &[Signal] = match word {
        Word::End => &[Signal::TERM, Signal::HUP, Signal::CONT],
        Word::HangUp => &[Signal::HUP, Signal::CONT],
        Word::Die => &[Signal::KILL],
    };
    for group in groups.into_iter().filter_map(Pid::from_raw) {
        for signal in signals {
            // It may have ended since, which is what is wanted.
            let _ = kill_process_group(group, *signal);
        }
    }
}

/// A process group lies within one terminal session, so the group of a member holds nobody else's processes.
fn group_of(member: &Identity) -> Option<i32> {
    let pid = Pid::from_raw(i32::try_from(member.pid).ok()?)?;
    let group = getpgid(Some(pid)).ok()?.as_raw_nonzero().get();
    // 1 and our own group cannot be meant, whatever the system says.
    (group > 1 && group != rustix::process::getpgrp().as_raw_nonzero().get()).then_some(group)
}

/// The control group that this process is in.
pub fn control_group() -> Option<String> {
    let text = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    text.lines().find_map(|line| line.strip_prefix("0::")).map(str::to_owned)
}

/// Makes sure that the first `length` bytes of the file can be written later on, even if the disk is full by then.
///
/// # Errors
/// Where there is no room, or the file system cannot tell.
pub fn keep_space(file: &File, length: usize) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, length as u64).is_ok() {
        return Ok(());
    }
    io::Write::write_all(&mut &*file, &vec![0; length])
}

/// Keeps the C library from giving each thread an arena of its own: the threads here hardly allocate at the same time.
pub fn slim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets a number, before any other thread exists.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 1);
    }
}
