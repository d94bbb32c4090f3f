//! Detaching by fork and `setsid`. The caller's child exits at once, so that the caller can reap it.
#![allow(unsafe_code)] // fork and closing inherited descriptors have no safe wrapper

use std::fs::File;
use std::io;

use rustix::fs::Mode;
use rustix::stdio::{dup2_stdin, dup2_stdout};

/// Returns in the detached process only. Descriptors 0 to 2 stay.
///
/// # Errors
/// Where the system refuses; then nothing was started.
pub fn detach() -> io::Result<()> {
    // SAFETY: no other thread exists yet (the caller's promise), so the child may go on as an ordinary process.
    match unsafe { libc::fork() } {
        -1 => return Err(io::Error::last_os_error()),
        0 => {}
        // SAFETY: leaves without running exit handlers, which belong to the other process.
        _ => unsafe { libc::_exit(0) },
    }
    rustix::process::setsid()?;
    rustix::process::chdir("/")?;
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    close_inherited();
    Ok(())
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
