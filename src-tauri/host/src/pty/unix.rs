//! Pseudo-terminals on Unix. The terminal is opened by portable-pty; the program is started here, because that library
//! closes the pipe on which a failing exec is reported, and because its writer sends an end of file when dropped.
#![allow(unsafe_code)] // what runs between fork and exec, and taking a second handle on portable-pty's descriptor

use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use portable_pty::{MasterPty, PtySize};
use protocol::session::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::process::{Pid, Resource, Rlimit, WaitId, WaitIdOptions};
use rustix::termios::{InputModes, OptionalActions, Winsize};
use store::ending::Exit;

use super::{Opened, Program, StartError, name};

/// Opens a terminal and starts the program in it, as the leader of a new terminal session.
///
/// # Errors
/// Where the terminal cannot be opened or the program not be run; then nothing is left behind.
pub fn open(program: &Program<'_>) -> Result<Opened, StartError> {
    if !program.cwd.is_dir() {
        return Err(StartError::DirectoryMissing(program.cwd.display().to_string()));
    }
    let (master, slave) = terminal(program.size).map_err(failed("opening a terminal"))?;
    let copy = |fd: &OwnedFd| fd.try_clone().map_err(failed("opening a terminal"));
    let child = start(program, &slave).map_err(|error| not_run(program, error))?;
    Ok(Opened {
        reader: Reader { master: File::from(copy(&master)?) },
        writer: Writer { master: File::from(copy(&master)?) },
        control: Control { master, slave: Mutex::new(Some(slave)) },
        child,
    })
}

/// Both ends, without blocking on ours and with UTF-8 line editing.
fn terminal(size: Size) -> io::Result<(OwnedFd, OwnedFd)> {
    let size = PtySize { rows: size.rows, cols: size.cols, pixel_width: 0, pixel_height: 0 };
    let pair = portable_pty::native_pty_system().openpty(size).map_err(io::Error::other)?;
    let path = pair.master.tty_name().ok_or_else(|| io::Error::other("the terminal has no name"))?;
    let slave = OwnedFd::from(open_slave(&path)?);
    let master = own(&*pair.master)?;
    let flags = rustix::fs::fcntl_getfl(&master)?;
    rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
    let mut modes = rustix::termios::tcgetattr(&slave)?;
    modes.input_modes |= InputModes::IUTF8;
    rustix::termios::tcsetattr(&slave, OptionalActions::Now, &modes)?;
    Ok((master, slave))
}

fn open_slave(path: &PathBuf) -> io::Result<File> {
    // Else the terminal would become ours.
    let flags = libc::O_NOCTTY | libc::O_CLOEXEC;
    File::options().read(true).write(true).custom_flags(flags).open(path)
}

fn own(master: &dyn MasterPty) -> io::Result<OwnedFd> {
    let raw = master.as_raw_fd().ok_or_else(|| io::Error::other("the terminal has no descriptor"))?;
    // SAFETY: `master` holds the descriptor open for longer than this borrow.
    unsafe { BorrowedFd::borrow_raw(raw) }.try_clone_to_owned()
}

fn start(program: &Program<'_>, slave: &OwnedFd) -> io::Result<Child> {
    let stdio = || slave.try_clone().map(Stdio::from);
    let mut command = Command::new(&program.argv[0]);
    command.args(&program.argv[1..]).env_clear().envs(program.env).current_dir(program.cwd);
    command.stdin(stdio()?).stdout(stdio()?).stderr(stdio()?);
    let limit = program.open_files.map(|soft| {
        let maximum = rustix::process::getrlimit(Resource::Nofile).maximum;
        Rlimit { current: Some(maximum.map_or(soft, |maximum| soft.min(maximum))), maximum }
    });
    // SAFETY: only system calls that are safe between fork and exec; nothing allocates or locks.
    unsafe { command.pre_exec(move || become_leader(limit)) };
    let child = command.spawn()?;
    Ok(Child { child })
}

/// Runs in the new process, after its standard descriptors were set and before exec.
fn become_leader(open_files: Option<Rlimit>) -> io::Result<()> {
    for signal in 1..=64 {
        // SAFETY: sets a default; KILL, STOP and the C library's own are refused, which is as well.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    rustix::process::setsid()?;
    rustix::process::ioctl_tiocsctty(rustix::stdio::stdin())?;
    if let Some(limit) = open_files {
        rustix::process::setrlimit(Resource::Nofile, limit)?;
    }
    Ok(())
}

fn not_run(program: &Program<'_>, error: io::Error) -> StartError {
    match error.kind() {
        _ if !program.cwd.is_dir() => StartError::DirectoryMissing(program.cwd.display().to_string()),
        io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => {
            StartError::ProgramMissing { program: name(program), error }
        }
        _ => StartError::Failed { step: "starting the program", error },
    }
}

fn failed(step: &'static str) -> impl Fn(io::Error) -> StartError {
    move |error| StartError::Failed { step, error }
}

/// What the kernel hands out when it has no more, as a rule, in bytes.
const LITTLE: usize = 1024;

/// What the program prints.
#[derive(Debug)]
pub struct Reader {
    master: File,
}

impl Reader {
    /// Waits for output and fills the buffer with what there is, as far as it has memory: the kernel hands out 4 KiB at a
    /// time. `false`: there is no more, and nobody holds the program's side any more. In a flood it looks for more until there
    /// is none; else a little is taken for all.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn read(&mut self, buffer: &mut Vec<u8>, flood: bool) -> io::Result<bool> {
        buffer.clear();
        while buffer.is_empty() {
            wait_for(&self.master, PollFlags::IN)?;
            while buffer.len() < buffer.capacity() {
                match rustix::io::read(&self.master, rustix::buffer::spare_capacity(buffer)) {
                    // How Linux says that the other side is closed.
                    Ok(0) | Err(Errno::IO) => return Ok(!buffer.is_empty()),
                    Ok(count) if count < LITTLE && !flood => break,
                    Err(Errno::AGAIN) => break,
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(true)
    }
}

/// What is typed.
#[derive(Debug)]
pub struct Writer {
    master: File,
}

impl Writer {
    /// Writes all, waiting for as long as the program takes nothing.
    ///
    /// # Errors
    /// Where nobody holds the program's side any more.
    pub fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match self.master.write(bytes) {
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_for(&self.master, PollFlags::OUT)?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn wait_for(file: &File, what: PollFlags) -> io::Result<()> {
    match poll(&mut [PollFd::new(file, what)], None) {
        Err(rustix::io::Errno::INTR) => Ok(()),
        outcome => Ok(outcome.map(|_| ())?),
    }
}

/// The terminal itself.
#[derive(Debug)]
pub struct Control {
    master: OwnedFd,
    /// Held while the program lives: one that closes the terminal for a moment must not end the session.
    slave: Mutex<Option<OwnedFd>>,
}

impl Control {
    /// Gives the terminal another size; the program is told by the system.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn resize(&self, size: Size) -> io::Result<()> {
        let size = Winsize { ws_col: size.cols, ws_row: size.rows, ws_xpixel: 0, ws_ypixel: 0 };
        Ok(rustix::termios::tcsetwinsize(self.master.as_fd(), size)?)
    }

    /// Types as much as the terminal takes without waiting; how many bytes.
    pub fn write_at_once(&self, bytes: &[u8]) -> usize {
        // Whatever is wrong, whoever writes the rest finds out.
        rustix::io::write(&self.master, bytes).unwrap_or(0)
    }

    /// The program is gone: from now on the reader ends when nobody else holds the terminal.
    pub fn release(&self) {
        self.slave.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    }
}

/// The program's process.
#[derive(Debug)]
pub struct Child {
    child: std::process::Child,
}

impl Child {
    /// Its pid, which is the id of its process group and terminal session as well.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended. Its pid stays taken until [`Self::reap`].
    pub fn wait(&self) -> Exit {
        let Some(pid) = i32::try_from(self.pid()).ok().and_then(Pid::from_raw) else { return Exit::Unknown };
        let status = loop {
            match rustix::process::waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
                Err(rustix::io::Errno::INTR) => {}
                Ok(Some(status)) => break status,
                Ok(None) | Err(_) => return Exit::Unknown,
            }
        };
        match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => Exit::Code { code },
            (None, Some(signal)) => Exit::Signal { signal, core: status.dumped() },
            (None, None) => Exit::Unknown,
        }
    }

    /// Gives its pid back to the system.
    pub fn reap(&mut self) {
        // It has ended, so this does not wait; that it was reaped already cannot be.
        let _ = self.child.wait();
    }
}
