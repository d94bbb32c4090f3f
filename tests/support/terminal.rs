//! A program in a terminal of the test's own, as a person would run it: typed into, and read as it prints.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::BorrowedFd;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::wait::LIMIT;

/// A program in a terminal. Killed when dropped.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: File,
    printed: Arc<(Mutex<Printed>, Condvar)>,
}

/// A way to type that types nothing more when it is dropped: portable-pty's own types Enter and Ctrl-D, which whoever is
/// attached passes on if they read them before they see that the terminal is gone.
#[allow(unsafe_code)] // taking a second handle on portable-pty's descriptor
fn writer(master: &dyn MasterPty) -> File {
    let raw = master.as_raw_fd().unwrap();
    // SAFETY: `master` holds the descriptor open for longer than this borrow.
    unsafe { BorrowedFd::borrow_raw(raw) }.try_clone_to_owned().unwrap().into()
}

#[derive(Default)]
struct Printed {
    bytes: Vec<u8>,
    ended: bool,
}

impl Terminal {
    /// Runs `command` in a terminal of this size.
    pub fn run(command: &Command, cols: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
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
        builder.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(builder).unwrap();
        drop(pair.slave);
        let printed = Arc::new((Mutex::new(Printed::default()), Condvar::new()));
        let (mut reader, shared) = (pair.master.try_clone_reader().unwrap(), printed.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 65536];
            loop {
                let length = reader.read(&mut buffer).unwrap_or(0);
                let mut printed = shared.0.lock().unwrap();
                printed.bytes.extend_from_slice(&buffer[..length]);
                printed.ended = length == 0;
                shared.1.notify_all();
                if length == 0 {
                    return;
                }
            }
        });
        let writer = writer(pair.master.as_ref());
        Self { child, master: pair.master, writer, printed }
    }

    /// Types.
    pub fn send(&mut self, text: &str) {
        self.writer.write_all(text.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Waits until `text` was printed after `from`, and returns the position behind it.
    pub fn expect_from(&self, from: usize, text: &str) -> usize {
        let deadline = Instant::now() + LIMIT;
        let mut printed = self.printed.0.lock().unwrap();
        loop {
            if let Some(at) = find(&printed.bytes[from.min(printed.bytes.len())..], text.as_bytes()) {
                return from + at + text.len();
            }
            let shown = || String::from_utf8_lossy(&printed.bytes).into_owned();
            assert!(!printed.ended, "the program ended and did not print {text:?}: {}", shown());
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {text:?} in: {}", shown());
            printed = self.printed.1.wait_timeout(printed, left).unwrap().0;
        }
    }

    /// Waits until `text` was printed.
    pub fn expect(&self, text: &str) -> usize {
        self.expect_from(0, text)
    }

    /// What was printed so far.
    pub fn printed(&self) -> Vec<u8> {
        self.printed.0.lock().unwrap().bytes.clone()
    }

    /// The process in it.
    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Gives it another size.
    pub fn resize(&self, cols: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// The line discipline of the terminal, to see that a program gave it back as it was.
    pub fn settings(&self) -> String {
        format!("{:?}", self.master.get_termios().unwrap())
    }

    /// Waits for the program to end and returns its exit code.
    pub fn wait(&mut self) -> u32 {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "it did not end: {}", String::from_utf8_lossy(&self.printed()));
            std::thread::park_timeout(Duration::from_millis(10));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
