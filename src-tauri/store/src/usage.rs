//! What processes take of the processors and of memory, by one look at all of them. It compares nothing and keeps nothing.

use std::io;
use std::time::Duration;

use crate::platform::processes as platform;
use crate::{cgroup, process, scope};

/// One process and what it takes. Told apart from others by its pid and its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its pid.
    pub pid: u32,
    /// The pid of its parent.
    pub parent: u32,
    /// When it started, raw as the system counts it.
    pub start: u64,
    /// Who leads its terminal session.
    pub terminal: u32,
    /// It has ended, and its parent was not told yet.
    pub zombie: bool,
    /// How much it has used of the processors.
    pub worked: Duration,
    /// The same of its children that have ended and were waited for, and of theirs.
    pub waited_for: Duration,
    /// How much of its memory is in use, in bytes, whoever else has it too.
    pub resident: u64,
}

/// Everybody who is there, in one look.
///
/// # Errors
/// Where the system does not tell.
pub fn everybody() -> io::Result<Vec<Process>> {
    let all = platform::everybody()?.into_iter().map(|(pid, stat, terminal)| Process {
        pid,
        parent: stat.parent,
        start: stat.start,
        terminal,
        zombie: stat.zombie,
        worked: stat.worked,
        waited_for: stat.waited_for,
        resident: stat.resident,
    });
    Ok(all.collect())
}

/// How much memory a process has in use, in bytes, where what it shares is divided among all who have it. Takes some
/// milliseconds of a large one. Absent: it is gone, is another user's, or the system does not tell.
pub fn proportional(pid: u32) -> Option<u64> {
    platform::proportional(pid)
}

/// The session of a process that has left the tree of its session's program: by the scope that it is in, else by the mark in
/// the environment that it was started with. The beginning of an id at least. Absent: it is of none.
pub fn mark_of(pid: u32) -> Option<String> {
    let group = cgroup::of(pid);
    let unit = group.as_deref().and_then(|group| group.rsplit('/').next());
    let of_scope = unit.and_then(scope::session_of).map(str::to_owned);
    of_scope.or_else(|| process::session_of(pid))
}

/// What a process is called, by its program where that is shown, and the program with its arguments. Absent: the process that began at `start` is gone.
pub fn said(pid: u32, start: u64) -> Option<(String, Vec<String>)> {
    let name = platform::program(pid).or_else(|| platform::title(pid));
    let said = (name.unwrap_or_default(), platform::arguments(pid));
    // Looked at last: it was the same one all the time.
    platform::stat(pid).is_ok_and(|stat| stat.start == start).then_some(said)
}

/// Says when processes began, in milliseconds since 1970, by their raw start times. `now_ms`: now, likewise.
///
/// # Errors
/// Where the system does not tell.
pub fn beginnings(now_ms: u64) -> io::Result<impl Fn(u64) -> u64> {
    let booted = platform::booted_at(now_ms)?;
    Ok(move |start| booted + platform::after_boot(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_takes_something_and_began_a_moment_ago() {
        let all = everybody().unwrap();
        let own = all.iter().find(|process| process.pid == std::process::id()).unwrap();
        assert!(own.resident > 100_000 && !own.zombie, "{own:?}");
        let now = crate::now_ms();
        let began = beginnings(now).unwrap()(own.start);
        assert!(began <= now + 1000 && began + 600_000 > now, "{began} {now}");
        let (name, command) = said(own.pid, own.start).unwrap();
        assert!(!name.is_empty() && !command.is_empty());
        assert_eq!(said(own.pid, own.start + 1), None, "another process with that pid is not described");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_shared_is_divided() {
        let own = proportional(std::process::id()).unwrap();
        let all = everybody().unwrap();
        let resident = all.iter().find(|process| process.pid == std::process::id()).unwrap().resident;
        // Counted at two moments, so not to the byte.
        assert!(own > 50_000 && own < resident + resident / 2, "{own} {resident}");
        assert_eq!(proportional(u32::MAX), None);
    }
}
