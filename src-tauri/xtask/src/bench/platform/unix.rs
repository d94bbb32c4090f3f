//! Terminals, pipes and processes on Unix. One thread reads and takes the time: handing bytes to another would be
//! measured too.
#![allow(unsafe_code)] // taking a second handle on portable-pty's descriptor

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{Pid, Signal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::Look;

/// A program in a terminal of ours. It and what it started there are killed when this is dropped.
pub struct Terminal {
    master: OwnedFd,
    child: Box<dyn Child + Send + Sync>,
    // Closes the terminal when dropped.
    _pty: Box<dyn MasterPty + Send>,
}

impl Terminal {
    /// Starts `command` in a new terminal of this size.
    pub fn start(command: &Command, (cols, rows): (u16, u16)) -> Result<Self> {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).context("opening a terminal")?;
        let raw = pair.master.as_raw_fd().ok_or_else(|| anyhow!("the terminal has no descriptor"))?;
        // SAFETY: `pair` holds the descriptor open for longer than this borrow.
        let master = unsafe { BorrowedFd::borrow_raw(raw) }.try_clone_to_owned()?;
        let flags = rustix::fs::fcntl_getfl(&master)?;
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
        let child = pair.slave.spawn_command(builder(command)).context("starting a program in a terminal")?;
        Ok(Self { master, child, _pty: pair.master })
    }

    /// Reads what was printed, waiting for it until `deadline` at most.
    pub fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> Result<Look> {
        loop {
            match rustix::io::read(&self.master, &mut *buffer) {
                Ok(0) | Err(Errno::IO) => return Ok(Look::Ended),
                Ok(length) => return Ok(Look::Read(length)),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) if !is_ready(&self.master, deadline)? => return Ok(Look::Late),
                Err(Errno::AGAIN) => {}
                Err(error) => return Err(error).context("reading a terminal"),
            }
        }
    }

    /// Types. A terminal takes some KiB before anybody reads them.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let length = rustix::io::write(&self.master, bytes).context("typing into a terminal")?;
        ensure!(length == bytes.len(), "the terminal took only {length} of {} bytes", bytes.len());
        Ok(())
    }

    /// The process in it.
    pub fn pid(&self) -> Option<u32> {
        self.child.process_id()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It leads a process group, to which belongs what a shell in it has started.
        if let Some(group) = self.pid().and_then(as_pid) {
            rustix::process::kill_process_group(group, Signal::KILL).ok();
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn builder(command: &Command) -> CommandBuilder {
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    if let Some(dir) = command.get_current_dir() {
        builder.cwd(dir);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => builder.env(name, value),
            None => builder.env_remove(name),
        }
    }
    builder
}

/// A pipe with a name, by which a script in a session tells us something, or we it.
pub struct Pipe {
    file: File,
}

impl Pipe {
    /// Makes it. It is open on both sides from here, so nobody waits for the other to open it.
    pub fn create(path: &Path) -> Result<Self> {
        let made = Command::new("mkfifo").arg(path).status().context("starting mkfifo")?;
        ensure!(made.success(), "mkfifo {} ended with {made}", path.display());
        let file = File::options().read(true).write(true).open(path).context("opening a named pipe")?;
        Ok(Self { file })
    }

    /// Sends one line.
    pub fn tell(&self) -> Result<()> {
        rustix::io::write(&self.file, b"\n").context("writing to a named pipe")?;
        Ok(())
    }

    /// Waits for a line and takes it.
    pub fn hear(&self, deadline: Instant) -> Result<Look> {
        if !is_ready(&self.file, deadline)? {
            return Ok(Look::Late);
        }
        Ok(Look::Read(rustix::io::read(&self.file, &mut [0; 64]).context("reading a named pipe")?))
    }
}

/// Kills a process. That it is gone already is as well.
pub fn kill(pid: u32) {
    signal(pid, Signal::KILL);
}

/// Asks a process to end.
pub fn terminate(pid: u32) {
    signal(pid, Signal::TERM);
}

/// Keeps a process from running until it is killed or goes on.
pub fn stop(pid: u32) {
    signal(pid, Signal::STOP);
}

/// Lets a process run again.
pub fn go_on(pid: u32) {
    signal(pid, Signal::CONT);
}

fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = as_pid(pid) {
        rustix::process::kill_process(pid, signal).ok();
    }
}

fn as_pid(pid: u32) -> Option<Pid> {
    i32::try_from(pid).ok().and_then(Pid::from_raw)
}

/// Calls `clean_up` and ends this process when somebody interrupts it.
pub fn on_interrupt(clean_up: impl FnOnce() + Send + 'static) -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("waiting for signals")?;
    thread::spawn(move || {
        if let Some(number) = signals.forever().next() {
            clean_up();
            std::process::exit(128 + number);
        }
    });
    Ok(())
}

/// Says whether there is something to read before `deadline`.
fn is_ready(file: &impl AsFd, deadline: Instant) -> io::Result<bool> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let limit = Timespec::try_from(left.min(Duration::from_secs(3600))).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&limit)) {
            Err(Errno::INTR) => {}
            outcome => return Ok(outcome? > 0),
        }
    }
}
