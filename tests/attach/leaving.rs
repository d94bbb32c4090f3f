//! Ways to leave a session that one is attached to. Each gives the terminal back: its line discipline, its modes, its screen.

use std::process::Command;

use protocol::id::SessionId;
use protocol::session::Status;
use rustix::process::Signal;

use super::{modes, session_that_says};
use crate::support::sandbox::{is_alive, kill, signal};
use crate::support::{Sandbox, Terminal, until};

/// Turns on everything that must be off again afterwards.
const GREEDY: &str = "printf '\\033[?1049h\\033[?25l\\033[?1000h\\033[?1003h\\033[?1006h\\033[?1004h\\033[?2004h'; \
                      printf '\\033[>1u\\033[?1h\\033='; echo ready; cat";
const MUST_BE_OFF: [u16; 8] = [1049, 1000, 1002, 1003, 1006, 1004, 2004, 1];

/// A person's shell in a terminal, from which `attach` was started.
struct Shell {
    terminal: Terminal,
    settings: String,
}

impl Shell {
    /// Attaches from a shell whose terminal is set in a way of its own.
    fn attached(sandbox: &Sandbox, id: &SessionId) -> Self {
        let script = "stty -echoctl intr ^G; echo before; read go; \"$0\" attach \"$1\"; echo left=$?; exec sleep 1000";
        let mut terminal = Terminal::run(&shell(sandbox, script, id), 80, 24);
        terminal.expect("before\r\n");
        let settings = terminal.settings();
        terminal.send("go\r");
        terminal.expect("ready");
        assert_ne!(terminal.settings(), settings, "attached, every key is passed on");
        Self { terminal, settings }
    }

    /// The process that is attached.
    fn client(&self) -> u32 {
        let shell = self.terminal.pid();
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
        children.trim().parse().unwrap()
    }

    /// Waits until the shell has its terminal back, and checks that it is as it was. Returns what was said last.
    fn given_back(&self, exit: i32) -> String {
        let end = self.terminal.expect(&format!("left={exit}\r\n"));
        assert_eq!(self.terminal.settings(), self.settings);
        let printed = self.terminal.printed();
        let modes = modes(&printed);
        for mode in MUST_BE_OFF {
            assert_eq!(modes.get(&mode), Some(&false), "mode {mode} in {:?}", String::from_utf8_lossy(&printed));
        }
        assert_eq!(modes.get(&25), Some(&true), "the cursor is shown");
        let text = String::from_utf8_lossy(&printed[..end]).into_owned();
        let reset = text.rfind("\x1b[?1049l").unwrap();
        assert!(text[reset..].contains("\x1b[<99u") && text[reset..].contains("\x1b>"), "keyboards: {text:?}");
        text[reset..].to_owned()
    }
}

/// A shell with the environment of our programs; `$0` is the command line, `$1` the session.
fn shell(sandbox: &Sandbox, script: &str, id: &SessionId) -> Command {
    let holdfast = sandbox.command("holdfast");
    let mut command = Command::new("sh");
    for (name, value) in holdfast.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.args(["-c", script]).arg(holdfast.get_program()).arg(id.as_str());
    command
}

fn scene() -> (Sandbox, SessionId) {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, GREEDY, "ready");
    (sandbox, id)
}

#[test]
fn what_is_typed_is_echoed_and_the_detach_key_leaves_the_session_running() {
    let (sandbox, id) = scene();
    let before = sandbox.session(&id);
    let mut shell = Shell::attached(&sandbox, &id);
    shell.terminal.send("hello there\r");
    shell.terminal.expect("hello there\r\nhello there\r\n");
    shell.terminal.send("\x1c");
    assert!(shell.given_back(0).contains("[detached from sh]"));
    let after = sandbox.session(&id);
    assert_eq!((after.status, after.host_pid, after.child_pid), (Status::Running, before.host_pid, before.child_pid));
    let mut again = Shell::attached(&sandbox, &id);
    again.terminal.expect("hello there");
    again.terminal.send("\x1b[92;5u");
    again.given_back(0);
}

#[test]
fn the_death_of_the_host_gives_the_terminal_back_and_says_so() {
    let (sandbox, id) = scene();
    let shell = Shell::attached(&sandbox, &id);
    kill(sandbox.session(&id).host_pid.unwrap());
    let said = shell.given_back(1);
    assert!(said.contains("the session's host is gone") && said.contains("holdfast show"), "{said:?}");
}

#[test]
fn the_death_of_the_daemon_is_not_noticed() {
    let (sandbox, id) = scene();
    let mut shell = Shell::attached(&sandbox, &id);
    sandbox.crash_daemon();
    shell.terminal.send("typed without a daemon\r");
    shell.terminal.expect("typed without a daemon\r\ntyped without a daemon\r\n");
    sandbox.start();
    sandbox.wait_for(&id, Status::Running);
    shell.terminal.send("and with the next one\r");
    shell.terminal.expect("and with the next one\r\nand with the next one\r\n");
    shell.terminal.send("\x1c");
    shell.given_back(0);
}

#[test]
fn a_signal_to_the_client_gives_the_terminal_back_and_leaves_the_session() {
    let (sandbox, id) = scene();
    for (sent, exit) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let shell = Shell::attached(&sandbox, &id);
        signal(shell.client(), sent);
        shell.given_back(exit);
        assert_eq!(sandbox.session(&id).status, Status::Running, "{sent:?}");
    }
}

#[test]
fn a_terminal_that_goes_away_leaves_the_session() {
    let (sandbox, id) = scene();
    let shell = Shell::attached(&sandbox, &id);
    let client = shell.client();
    drop(shell);
    until("the client has left", || (!is_alive(client)).then_some(()));
    assert_eq!(sandbox.session(&id).status, Status::Running);
    let mut socket = sandbox.client_of(&id);
    let status = until("the host has noticed", || {
        let status = socket.call(&protocol::host::Watch {}).unwrap();
        (status.clients == 0).then_some(status)
    });
    assert!(status.end.is_none());
}

#[test]
fn a_program_that_ends_gives_the_terminal_back_and_its_end_is_said() {
    let (sandbox, id) = scene();
    let mut shell = Shell::attached(&sandbox, &id);
    shell.terminal.send("\x04");
    let said = shell.given_back(0);
    assert!(said.contains("[sh ended: finished by itself]"), "{said:?}");
    assert_eq!(sandbox.wait_for(&id, Status::Ended).end.unwrap().code, Some(0));
}

#[test]
fn a_killed_session_gives_the_terminal_back_and_says_who_did_it() {
    let (sandbox, id) = scene();
    let shell = Shell::attached(&sandbox, &id);
    sandbox.ok(&["kill", id.as_str()]);
    let said = shell.given_back(0);
    assert!(said.contains("[sh ended: stopped by you]"), "{said:?}");
}

#[test]
fn the_detach_key_inside_a_paste_is_pasted() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, "stty raw -echo; printf '\\033[?2004h'; echo ready; exec cat -v", "ready");
    let mut terminal = super::attach(&sandbox, &id, &[], (80, 24));
    terminal.expect("ready");
    terminal.send("\x1b[200~one\x1ctwo\x1b[201~");
    terminal.expect("^[[200~one^\\two^[[201~");
    terminal.send("\x1c");
    terminal.expect("[detached from sh]");
    assert_eq!(terminal.wait(), 0);
}
