//! Pseudo-consoles on Windows, by portable-pty. Checked to compile; not yet seen to run.

use std::fmt::Display;
use std::io::{self, Read as _, Write as _};
use std::sync::{Mutex, PoisonError};

use portable_pty::{CommandBuilder, MasterPty, PtySize, SlavePty};
use protocol::session::Size;
use store::ending::Exit;

use super::{Opened, Program, StartError, name};

/// Opens a terminal and starts the program in it.
///
/// # Errors
/// Where the terminal cannot be opened or the program not be run.
pub fn open(program: &Program<'_>) -> Result<Opened, StartError> {
    if !program.cwd.is_dir() {
        return Err(StartError::DirectoryMissing(program.cwd.display().to_string()));
    }
    // There is no such limit here.
    let _ = program.open_files;
    let pair = portable_pty::native_pty_system().openpty(cells(program.size)).map_err(failed)?;
    let mut command = CommandBuilder::new(&program.argv[0]);
    command.args(&program.argv[1..]);
    command.cwd(program.cwd);
    command.env_clear();
    program.env.iter().for_each(|(name, value)| command.env(name, value));
    let child = pair
        .slave
        .spawn_command(command)
        .map_err(|error| StartError::ProgramMissing { program: name(program), error: other(error) })?;
    Ok(Opened {
        reader: Reader { from: pair.master.try_clone_reader().map_err(failed)? },
        writer: Writer { to: pair.master.take_writer().map_err(failed)? },
        control: Control { ends: Mutex::new(Some((pair.master, Slave(pair.slave)))) },
        child: Child { pid: child.process_id().unwrap_or_default(), child: Mutex::new(child) },
    })
}

fn cells(size: Size) -> PtySize {
    PtySize { rows: size.rows, cols: size.cols, pixel_width: 0, pixel_height: 0 }
}

fn other(error: impl Display) -> io::Error {
    io::Error::other(error.to_string())
}

fn failed(error: impl Display) -> StartError {
    StartError::Failed { step: "opening a terminal", error: other(error) }
}

/// What the program prints.
pub struct Reader {
    from: Box<dyn io::Read + Send>,
}

impl Reader {
    /// Waits for output and fills the buffer with what there is, as far as it has memory. `false`: the console was closed.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn read(&mut self, buffer: &mut Vec<u8>, _flood: bool) -> io::Result<bool> {
        buffer.resize(buffer.capacity(), 0);
        let length = self.from.read(buffer)?;
        buffer.truncate(length);
        Ok(length > 0)
    }
}

/// What is typed.
pub struct Writer {
    to: Box<dyn io::Write + Send>,
}

impl Writer {
    /// Writes all, waiting for as long as the program takes nothing.
    ///
    /// # Errors
    /// Where the console is closed.
    pub fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.to.write_all(bytes)?;
        self.to.flush()
    }
}

/// Kept for as long as the console shall live.
struct Slave(#[allow(dead_code)] Box<dyn SlavePty + Send>);

/// The terminal itself.
pub struct Control {
    ends: Mutex<Option<(Box<dyn MasterPty + Send>, Slave)>>,
}

impl Control {
    /// Nothing: a console cannot be written to without waiting.
    pub fn write_at_once(&self, _: &[u8]) -> usize {
        0
    }

    /// Gives the terminal another size.
    ///
    /// # Errors
    /// Whatever the system says.
    pub fn resize(&self, size: Size) -> io::Result<()> {
        match &*self.ends.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((master, _)) => master.resize(cells(size)).map_err(other),
            None => Ok(()),
        }
    }

    /// The program is gone: closing the console lets the reader see the end of the output.
    pub fn release(&self) {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// The program's process.
pub struct Child {
    pid: u32,
    child: Mutex<Box<dyn portable_pty::Child + Send + Sync>>,
}

impl Child {
    /// Its pid.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until it has ended.
    pub fn wait(&self) -> Exit {
        match self.child.lock().unwrap_or_else(PoisonError::into_inner).wait() {
            Ok(status) => Exit::Code { code: status.exit_code().cast_signed() },
            Err(_) => Exit::Unknown,
        }
    }

    /// Nothing is left to give back.
    pub fn reap(&mut self) {}
}

macro_rules! opaque {
    ($($type:ident)*) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($type))
            }
        }
    )*};
}
opaque!(Reader Writer Control Child);
