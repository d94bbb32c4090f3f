//! Detaching by fork and `setsid`. The caller's child asks for the host's scope while the host prepares, and exits, so that
//! the caller can reap it: what speaks D-Bus never lives in a host.
#![allow(unsafe_code)] // fork and closing inherited descriptors have no safe wrapper

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::Mode;
use rustix::stdio::{dup2_stdin, dup2_stdout};
use store::scope::{LIMIT, Standing};

use super::Ask;

/// Where the answer to the wish for a scope arrives.
#[derive(Debug)]
pub struct Answer {
    pipe: PipeReader,
    deadline: Instant,
}

/// Returns in the detached process only. Descriptors 0 to 2 stay. `ask` is called in the process that is left behind, with
/// the pid of the detached one.
///
/// # Errors
/// Where the system refuses; then nothing was started.
pub fn detach(ask: Option<Ask>) -> io::Result<Option<Answer>> {
    close_inherited();
    let pipe = ask.map(|ask| io::pipe().map(|ends| (ask, ends))).transpose()?;
    // SAFETY: no other thread exists yet (the caller's promise), so the child may go on as an ordinary process.
    let child = match unsafe { libc::fork() } {
        -1 => return Err(io::Error::last_os_error()),
        child => child,
    };
    if child != 0 {
        if let Some((ask, (_, write))) = pipe {
            pass_on(ask, child.unsigned_abs(), write);
        }
        // SAFETY: leaves without running exit handlers, which belong to the other process.
        unsafe { libc::_exit(0) }
    }
    rustix::process::setsid()?;
    rustix::process::chdir("/")?;
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    Ok(pipe.map(|(_, (read, _))| Answer { pipe: read, deadline: Instant::now() + LIMIT }))
}

/// Asks, and writes the answer to the pipe. The host may have given up waiting; that changes nothing.
fn pass_on(ask: Ask, host: u32, mut pipe: PipeWriter) {
    let answer = catch_unwind(AssertUnwindSafe(|| ask(host)));
    if let Some(line) = answer.ok().and_then(|answer| serde_json::to_vec(&answer).ok()) {
        let _ = pipe.write_all(&line);
    }
}

impl Answer {
    /// Waits for it, for as long as a scope may take since the host was made.
    pub fn wait(mut self) -> Standing {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let left = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
        match poll(&mut [PollFd::new(&self.pipe, PollFlags::IN)], Some(&left)) {
            Ok(0) => Standing::without("nobody said in time whether there is a scope"),
            // Written in one piece, after which the writer exits.
            Ok(_) => self.read(),
            Err(error) => Standing::without(format!("waiting for a scope: {error}")),
        }
    }

    fn read(&mut self) -> Standing {
        let mut line = Vec::new();
        match self.pipe.read_to_end(&mut line).map(|_| serde_json::from_slice(&line)) {
            Ok(Ok(standing)) => standing,
            _ => Standing::without("whoever asked for a scope ended without a word"),
        }
    }
}

/// Lets go of the pipe on standard input.
///
/// # Errors
/// Where `/dev/null` cannot be opened.
pub fn release_input() -> io::Result<()> {
    Ok(dup2_stdin(File::open("/dev/null")?)?)
}

/// Lets go of the pipe on standard output.
///
/// # Errors
/// Where `/dev/null` cannot be opened.
pub fn release_output() -> io::Result<()> {
    Ok(dup2_stdout(File::options().write(true).open("/dev/null")?)?)
}

#[cfg(target_os = "linux")]
fn close_inherited() {
    // SAFETY: nothing of ours is open yet beyond 0 to 2.
    let outcome = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 0) };
    if outcome != 0 {
        close_one_by_one();
    }
}

#[cfg(not(target_os = "linux"))]
fn close_inherited() {
    close_one_by_one();
}

/// For systems without `close_range`: Linux before 5.9, macOS.
fn close_one_by_one() {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(65_536).min(65_536);
    for descriptor in 3..i32::try_from(limit).unwrap_or(65_536) {
        // SAFETY: as above; a number that is not open is refused and nothing else happens.
        unsafe { libc::close(descriptor) };
    }
}
