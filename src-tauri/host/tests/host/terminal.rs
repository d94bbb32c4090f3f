//! What programs may rely on in the terminal itself.

use protocol::host::{Attach, Colors, Screen};

use crate::sandbox::{Sandbox, Viewer, connect, eventually};

#[test]
fn queries_are_answered_by_the_host_without_any_client_and_in_order() {
    let sandbox = Sandbox::new();
    let script = "stty raw -echo; printf '\\033[5n\\033[6n'; head -c 10 | od -An -c; exec cat";
    let socket = sandbox.run(script);
    eventually("both answers", || {
        let text = connect(&socket).call(&Screen::default()).unwrap().text;
        text.contains("033   [   0   n 033   [   1   ;   1   R")
    });
}

#[test]
fn colour_queries_are_answered_with_the_owners_colours() {
    let sandbox = Sandbox::new();
    let socket =
        sandbox.run("stty raw -echo; read go; printf '\\033]11;?\\033\\\\'; head -c 24 | tr '\\033' E; exec cat");
    let colors = Colors { foreground: [1, 1, 1], background: [0x12, 0x34, 0x56], cursor: [2, 2, 2] };
    let mut viewer = Viewer::attach(&socket, Attach { colors: Some(colors), ..Attach::default() });
    viewer.send(b"\n");
    viewer.until_text("rgb:1212/3434/5656");
}

#[test]
fn a_program_that_closes_and_reopens_its_terminal_keeps_its_session() {
    let sandbox = Sandbox::new();
    let script = "tty=$(tty); mkfifo go1 go2 go3; for n in 1 2 3; do exec </dev/null >/dev/null 2>&1; read word < go$n; \
                  exec >$tty; echo back $n; done; exec sleep 1000";
    let socket = sandbox.run(script);
    let mut viewer = Viewer::look(&socket);
    let child = sandbox.host(1).child.unwrap().pid;
    for round in 1..=3 {
        eventually("it has closed its terminal", || !has_terminal(child));
        // Opens only once it waits there. One for each round, or it would go on by the one before until that is closed.
        std::fs::write(sandbox.home.path().join(format!("go{round}")), "on\n").unwrap();
        viewer.until_text(&format!("back {round}"));
    }
    assert!(sandbox.end(1).is_none());
}

#[test]
fn an_idle_host_does_nothing_at_all() {
    let sandbox = Sandbox::new();
    let socket = sandbox.run("echo ready; exec cat");
    let mut viewer = Viewer::with_size(&socket, 80, 24);
    viewer.until_text("ready");
    let pid = sandbox.host(1).host.pid;
    // The log has to be synced and the screen put away first. That nothing happens can only be told by looking on.
    eventually("it does nothing for two seconds", || {
        let before = switches(pid);
        std::thread::sleep(std::time::Duration::from_secs(2));
        switches(pid) == before
    });
}

/// Whether a process has a terminal open.
fn has_terminal(pid: u32) -> bool {
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten();
    open.filter_map(|fd| std::fs::read_link(fd.path()).ok()).any(|to| to.starts_with("/dev/pts"))
}

/// How often the threads of a process have gone to sleep so far.
fn switches(pid: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    // A thread that has ended meanwhile has done something: the next count is another.
    let statuses = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("status")).ok());
    let count = |status: String| -> u64 {
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:")).unwrap();
        line.trim().parse().unwrap()
    };
    statuses.map(count).sum()
}
