//! The terminal in a real pseudo-terminal: whatever happens, it is given back.
#![cfg(unix)]

use std::io::Read as _;

use portable_pty::{CommandBuilder, PtyPair, PtySize, native_pty_system};

use crate::attach::terminal::{Guard, LEAVE, RESET};

/// Runs in a process of its own, started by the test below, and is ended by its own panic.
#[test]
#[ignore = "takes the terminal and panics"]
fn takes_the_terminal_and_panics_in_a_thread() {
    let _guard = Guard::enter().unwrap();
    std::thread::spawn(|| panic!("on purpose"));
    loop {
        std::thread::park();
    }
}

#[test]
fn a_panic_of_any_thread_gives_the_terminal_back() {
    let pair = native_pty_system().openpty(PtySize::default()).unwrap();
    let mode = |pair: &PtyPair| format!("{:?}", pair.master.get_termios().unwrap());
    let before = mode(&pair);
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "platform::tests::takes_the_terminal_and_panics_in_a_thread"]);
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut shown = String::new();
    let mut buffer = [0; 4096];
    while !shown.contains(LEAVE) {
        let length = reader.read(&mut buffer).unwrap();
        shown.push_str(&String::from_utf8_lossy(&buffer[..length]));
    }
    assert_eq!(child.wait().unwrap().exit_code(), 1);
    assert_eq!(mode(&pair), before);
    assert!(shown.contains(RESET));
}
