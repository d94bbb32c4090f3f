//! Terminals and signals on Windows. Checked to compile; not yet seen to run.

use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command};
use std::time::Duration;

use super::Signal;

/// How often the window's size is looked at: the system does not tell.
const LOOK_AT_SIZE: Duration = Duration::from_millis(500);

/// A program that prints 1, 2, 3 and so on, one a second.
pub const COUNTING: &[&str] = &["cmd.exe", "/C", "for /L %i in (1,1,1000000) do @(echo %i& ping -n 2 127.0.0.1 >nul)"];

/// The console's mode as it was before; crossterm keeps it.
#[derive(Clone, Debug)]
pub struct Mode;

/// Makes the console pass every key on.
pub fn enter_raw() -> io::Result<Mode> {
    crossterm::terminal::enable_raw_mode()?;
    Ok(Mode)
}

/// Gives the console its mode back.
pub fn leave_raw(_mode: &Mode) {
    let _ = crossterm::terminal::disable_raw_mode();
}

/// Columns and rows of the console.
pub fn window_size() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok()
}

/// Reads what was typed. A read cannot be bounded here, so `limit` is not kept to.
pub fn read_input(buffer: &mut [u8], _limit: Option<Duration>) -> io::Result<Option<usize>> {
    io::stdin().lock().read(buffer).map(Some)
}

/// Writes all of `bytes` to stdout.
pub fn write_output(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Calls `tell` when the window may have another size; there are no signals.
pub fn on_signals(mut tell: impl FnMut(Signal) + Send + 'static) -> io::Result<()> {
    std::thread::spawn(move || {
        let mut last = window_size();
        loop {
            std::thread::sleep(LOOK_AT_SIZE);
            let now = window_size();
            if now != last {
                last = now;
                tell(Signal::Resized);
            }
        }
    });
    Ok(())
}

/// Ends this program; there are no signals to die of.
pub fn die_of(_signal: i32) -> ! {
    std::process::exit(1)
}

/// Runs another program to its end in the place of this one; returns only where it cannot be started.
pub fn become_program(mut command: Command) -> io::Error {
    match command.status() {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}

/// Starts a program; Ctrl-C reaches it by the console.
pub fn run_as_daemon(mut command: Command) -> io::Result<Child> {
    command.spawn()
}
