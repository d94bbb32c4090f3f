//! Signals, process groups and allocation on Unix.

use std::collections::BTreeSet;
use std::io;

use rustix::process::{Pid, Signal, getpgid, getsid, kill_process_group};
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
            session: pid.and_then(store::process::session_of),
            at: store::now_ms(),
        })
    }
}

fn command(pid: u32) -> Option<String> {
    Some(std::fs::read_to_string(format!("/proc/{pid}/comm")).ok()?.trim_end().to_owned())
}

/// Tells every one of `members`, each checked to be who it was, right before.
///
/// The process groups of the terminal session that the program led are told as a whole, which reaches also who is being
/// forked just now; such a group holds nobody else's processes. Everybody else is told through a handle.
pub fn send(members: &[Identity], program: &Identity, word: Word) {
    let signals: &[Signal] = match word {
        Word::End => &[Signal::TERM, Signal::HUP, Signal::CONT],
        Word::HangUp => &[Signal::HUP, Signal::CONT],
        Word::Die => &[Signal::KILL],
    };
    let (mut groups, mut others) = (BTreeSet::new(), Vec::new());
    for member in members.iter().filter(|member| liveness(member) == Liveness::Alive) {
        match group_in(member, program) {
            Some(group) => drop(groups.insert(group)),
            None => others.push(member),
        }
    }
    for group in groups.into_iter().filter_map(Pid::from_raw) {
        for signal in signals {
            // It may have ended since, which is what is wanted.
            let _ = kill_process_group(group, *signal);
        }
    }
    for member in others {
        if let Err(error) = send_one(member, signals) {
            tracing::warn!(%error, pid = member.pid, "signalling a process");
        }
    }
}

/// Tells one process, through a handle that pins its pid while its identity is checked.
#[cfg(target_os = "linux")]
fn send_one(member: &Identity, signals: &[Signal]) -> io::Result<()> {
    use rustix::io::Errno;
    use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};
    let Some(pid) = i32::try_from(member.pid).ok().and_then(Pid::from_raw) else { return Ok(()) };
    let handle = match pidfd_open(pid, PidfdFlags::empty()) {
        Err(Errno::SRCH) => return Ok(()),
        outcome => outcome?,
    };
    if liveness(member) != Liveness::Alive {
        return Ok(());
    }
    let sent = signals.iter().map(|signal| pidfd_send_signal(&handle, *signal));
    sent.filter(|outcome| *outcome != Err(Errno::SRCH)).collect::<Result<(), _>>().map_err(Into::into)
}

/// As on Linux, without a handle: the identity was checked right before.
#[cfg(not(target_os = "linux"))]
fn send_one(member: &Identity, signals: &[Signal]) -> io::Result<()> {
    let Some(pid) = i32::try_from(member.pid).ok().and_then(Pid::from_raw) else { return Ok(()) };
    let sent = signals.iter().map(|signal| rustix::process::kill_process(pid, *signal));
    sent.collect::<Result<(), _>>().map_err(Into::into)
}

/// The process group of a member, if it lies in the terminal session that the program led.
fn group_in(member: &Identity, program: &Identity) -> Option<i32> {
    let pid = Pid::from_raw(i32::try_from(member.pid).ok()?)?;
    let session = getsid(Some(pid)).ok()?.as_raw_nonzero().get();
    let group = getpgid(Some(pid)).ok()?.as_raw_nonzero().get();
    // 1 and our own group cannot be meant, whatever the system says.
    let sane = group > 1 && group != rustix::process::getpgrp().as_raw_nonzero().get();
    (sane && u32::try_from(session) == Ok(program.pid)).then_some(group)
}

/// Lets everybody else go first, from now on, where a thread can do that alone.
pub fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 19) {
        tracing::debug!(%error, "lowering a thread's priority");
    }
}
