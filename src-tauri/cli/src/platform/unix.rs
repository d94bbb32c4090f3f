//! Terminals and signals on Unix. Reads and writes go to the descriptors themselves: the buffers of the standard
//! library would cut what arrives whole.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::{stdin, stdout};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use super::Signal;

/// A program that prints 1, 2, 3 and so on, some fifty a second.
pub const COUNTING: &[&str] = &["sh", "-c", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.02; done"];

/// The terminal's mode as it was before.
#[derive(Clone, Debug)]
pub struct Mode(Termios);

/// Makes the terminal on stdin pass every byte on, and returns its mode as it was.
pub fn enter_raw() -> io::Result<Mode> {
    let before = tcgetattr(stdin())?;
    let mut raw = before.clone();
    raw.make_raw();
    tcsetattr(stdin(), OptionalActions::Now, &raw)?;
    Ok(Mode(before))
}

/// Gives the terminal its mode back. Never waits for output to drain.
pub fn leave_raw(mode: &Mode) {
    // The terminal may be gone, and then nothing is left to restore.
    let _ = tcsetattr(stdin(), OptionalActions::Now, &mode.0);
}

/// Columns and rows of the terminal on stdout.
pub fn window_size() -> Option<(u16, u16)> {
    tcgetwinsize(stdout()).ok().map(|size| (size.ws_col, size.ws_row))
}

/// Reads what was typed; `None` after `limit` without anything, 0 at the end.
pub fn read_input(buffer: &mut [u8], limit: Option<Duration>) -> io::Result<Option<usize>> {
    loop {
        if let Some(limit) = limit
            && !ready(PollFlags::IN, Some(limit))?
        {
            return Ok(None);
        }
        match rustix::io::read(stdin(), &mut *buffer) {
            Ok(length) => return Ok(Some(length)),
            Err(Errno::INTR) => {}
            // Somebody who shares the terminal made it non-blocking.
            Err(Errno::AGAIN) => {
                ready(PollFlags::IN, limit)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Writes all of `bytes` to stdout, in one call where the system takes them at once.
pub fn write_output(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(stdout(), bytes) {
            Ok(length) => bytes = &bytes[length..],
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => {
                ready(PollFlags::OUT, None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn ready(wanted: PollFlags, limit: Option<Duration>) -> io::Result<bool> {
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    let watched = if wanted == PollFlags::IN { stdin() } else { stdout() };
    match poll(&mut [PollFd::new(&watched, wanted)], limit.as_ref()) {
        Ok(count) => Ok(count > 0),
        Err(Errno::INTR) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Calls `tell` for every signal from now on, on a thread of its own.
pub fn on_signals(mut tell: impl FnMut(Signal) + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT, SIGQUIT])?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            tell(match signal {
                SIGWINCH => Signal::Resized,
                SIGCONT => Signal::Continued,
                other => Signal::End(other),
            });
        }
    });
    Ok(())
}

/// Ends as the signal would have ended this program, so that whoever waits for it sees the truth.
pub fn die_of(signal: i32) -> ! {
    // Only a signal that does not end programs comes back from here.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
    std::process::exit(1)
}

/// Becomes another program; returns only where that fails.
pub fn become_program(mut command: Command) -> io::Error {
    command.exec()
}

/// Starts a program that gets every signal that tells this one to end, and stays the one to answer for it.
pub fn run_as_daemon(mut command: Command) -> io::Result<Child> {
    let child = command.spawn()?;
    let pid = rustix::process::Pid::from_child(&child);
    on_signals(move |signal| {
        if let Signal::End(_) = signal {
            // It is our child and not waited for before it ends, so the id is its own.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
    })?;
    Ok(child)
}
