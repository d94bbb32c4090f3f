//! The program in a real pseudo-terminal.
#![cfg(unix)]

mod attaching;

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use crate::fake::LIMIT;
use crate::sandbox::Sandbox;

const SIZE: PtySize = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };

/// The program in a terminal of its own.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    shown: Vec<u8>,
    child: Box<dyn Child + Send + Sync>,
    mode: String,
}

impl Terminal {
    fn run(sandbox: &Sandbox, line: &str, inside: Option<&str>) -> Self {
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let mode = mode(&*pair.master);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_holdfast"));
        command.args(line.split(' '));
        command.env("HOLDFAST_HOME", sandbox.dir());
        command.env_remove("HOLDFAST_SESSION");
        if let Some(id) = inside {
            command.env("HOLDFAST_SESSION", id);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (tell, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                tell.send(buffer[..length].to_vec()).ok();
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { master: pair.master, keys, output, shown: Vec::new(), child, mode }
    }

    /// Waits until the terminal has got some text.
    fn wait_for(&mut self, text: &str) {
        let deadline = Instant::now() + LIMIT;
        while !contains(&self.shown, text) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.shown.extend(bytes),
                Err(error) => panic!("{error} before {text:?}: {:?}", String::from_utf8_lossy(&self.shown)),
            }
        }
    }

    fn type_in(&mut self, bytes: &[u8]) {
        self.keys.write_all(bytes).unwrap();
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Waits for the end, and looks whether the terminal is as it was.
    fn end(&mut self) -> ExitStatus {
        let status = self.child.wait().unwrap();
        assert_eq!(mode(&*self.master), self.mode, "the terminal's mode is as it was");
        status
    }

    /// As [`Self::end`], after something was painted.
    fn end_restored(&mut self) -> ExitStatus {
        for off in ["\x1b[?1000l", "\x1b[?1006l", "\x1b[?2004l", "\x1b[?1049l", "\x1b[0m", "\x1b[r", "\x1b[?25h"] {
            self.wait_for(off);
        }
        self.end()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn mode(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}
