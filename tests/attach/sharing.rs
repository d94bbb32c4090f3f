//! Several clients of one session: everybody sees it, those who may type do, and the size is that of the one who typed last.

use protocol::session::Size;

use super::{attach, session_that_says};
use crate::support::programs::program;
use crate::support::{Sandbox, Terminal, pass, until};

/// Says its size at the start and whenever it changes; shows nothing of what is typed.
const MEASURING: &str = "stty -echo; trap 'stty size' WINCH; stty size; while :; do sleep 0.05; done";

/// All sizes that the program has seen, rows first.
fn seen(sandbox: &Sandbox, id: &protocol::id::SessionId) -> Vec<String> {
    sandbox.printed(id).lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn the_size_belongs_to_the_one_who_typed_last_and_only_real_pairs_are_seen() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, MEASURING, "24 80");
    let last = |wanted: &str| {
        until(&format!("the size is {wanted}"), || (seen(&sandbox, &id).last()? == wanted).then_some(()));
    };
    let mut large = attach(&sandbox, &id, &[], (100, 30));
    last("30 100");
    let mut small = attach(&sandbox, &id, &[], (70, 20));
    small.expect("30 100");
    small.send("x");
    last("20 70");
    large.send("x");
    last("30 100");
    // Reports of a terminal are not typed by anybody.
    small.send("\x1b[I\x1b[<35;10;4M\x1b[O");
    small.resize(71, 21);
    pass(std::time::Duration::from_millis(500));
    assert_eq!(seen(&sandbox, &id).last().unwrap(), "30 100");
    small.send("x");
    last("21 71");
    small.resize(72, 22);
    last("22 72");
    small.send("\x1c");
    last("30 100");
    large.send("\x1c");
    assert_eq!((small.wait(), large.wait()), (0, 0));
    until("the last one's size stays", || (sandbox.session(&id).size == Size { cols: 100, rows: 30 }).then_some(()));
    let real = ["24 80", "30 100", "20 70", "21 71", "22 72"];
    assert!(seen(&sandbox, &id).iter().all(|pair| real.contains(&pair.as_str())), "{:?}", seen(&sandbox, &id));
}

#[test]
fn a_storm_of_resizes_from_two_terminals_comes_to_real_pairs_only_and_ends_with_the_last_typists_size() {
    const STEPS: u16 = 60;
    // Rows belong to columns, so that a pair of halves would be seen.
    let (large, small) = (|step: u16| (120 + step, 60 + step % 20), |step: u16| (50 + step, 10 + step % 20));
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, MEASURING, "24 80");
    let mut first = attach(&sandbox, &id, &[], large(0));
    until("the first one has the size", || (seen(&sandbox, &id).last()? == "60 120").then_some(()));
    let mut second = attach(&sandbox, &id, &[], small(0));
    second.expect("60 120");
    for step in 1..STEPS {
        first.resize(large(step).0, large(step).1);
        second.resize(small(step).0, small(step).1);
        match step % 6 {
            2 => first.send("x"),
            5 => second.send("x"),
            _ => {}
        }
    }
    let (cols, rows) = small(STEPS - 1);
    let last = format!("{rows} {cols}");
    // What the first one typed may still be on its way: only what is typed after that is typed last.
    until("the last one who typed has the size", || {
        second.send("x");
        (seen(&sandbox, &id).last()? == &last).then_some(())
    });
    until("it is in the list", || (sandbox.session(&id).size == Size { cols, rows }).then_some(()));
    let text = |(cols, rows): (u16, u16)| format!("{rows} {cols}");
    let real: Vec<String> = (0..STEPS).flat_map(|step| [text(large(step)), text(small(step))]).collect();
    let seen = seen(&sandbox, &id);
    assert!(seen.iter().all(|pair| pair == "24 80" || real.contains(pair)), "{seen:?}");
}

#[test]
fn who_only_looks_sees_everything_types_nothing_and_has_no_say_in_the_size() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, "echo ready; exec cat", "ready");
    let mut watcher = attach(&sandbox, &id, &["--read-only"], (60, 15));
    watcher.expect("ready");
    let mut typist = attach(&sandbox, &id, &[], (90, 25));
    typist.expect("ready");
    watcher.send("from the watcher\r");
    watcher.resize(50, 10);
    typist.send("from the typist\r");
    watcher.expect("from the typist\r\nfrom the typist");
    typist.expect("from the typist\r\nfrom the typist");
    assert!(!sandbox.printed(&id).contains("watcher"));
    until("the size is the typist's", || (sandbox.session(&id).size == Size { cols: 90, rows: 25 }).then_some(()));
    watcher.send("\x1c");
    assert_eq!(watcher.wait(), 0, "even who only looks can leave");
    typist.send("still here\r");
    typist.expect("still here\r\nstill here");
}

#[test]
fn what_one_types_all_see_and_one_who_leaves_takes_nobody_along() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, "echo ready; exec cat", "ready");
    let mut clients: Vec<Terminal> = (0..4).map(|_| attach(&sandbox, &id, &[], (80, 24))).collect();
    for client in &clients {
        client.expect("ready");
    }
    for number in 0..clients.len() {
        clients[number].send(&format!("line {number}\r"));
        for client in &clients[number..] {
            client.expect(&format!("line {number}\r\nline {number}\r\n"));
        }
        clients[number].send("\x1c");
        assert_eq!(clients[number].wait(), 0);
    }
    let printed = sandbox.printed(&id);
    assert!((0..4).all(|number| printed.contains(&format!("line {number}\r\nline {number}"))), "{printed:?}");
}

#[test]
fn a_session_is_not_attached_to_itself() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, "echo ready; exec sh", "ready");
    let holdfast = program("holdfast");
    let typed =
        format!("HOLDFAST_HOME={} {} attach {id}; echo exit=$?", sandbox.root_dir().display(), holdfast.display());
    sandbox.ok(&["send", id.as_str(), &typed, "--enter"]);
    until("it is refused", || sandbox.printed(&id).contains("exit=1").then_some(()));
    assert!(sandbox.printed(&id).contains("this terminal is that session itself"), "{}", sandbox.printed(&id));
    let other = session_that_says(&sandbox, "echo another; exec cat", "another");
    let typed = format!("HOLDFAST_HOME={} {} attach {other}", sandbox.root_dir().display(), holdfast.display());
    sandbox.ok(&["send", id.as_str(), &typed, "--enter"]);
    until("one session shows another", || sandbox.ok(&["screen", id.as_str()]).contains("another").then_some(()));
}

#[test]
fn without_a_terminal_nothing_is_attached() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = session_that_says(&sandbox, "echo ready; exec cat", "ready");
    assert_eq!(sandbox.error(&["attach", id.as_str()]), (2, "usage".to_owned()));
    let output = sandbox.run(&["new", "--", "cat"]);
    assert!(output.status.success(), "{output:?}");
    let id: protocol::id::SessionId = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    assert!(sandbox.session(&id).status.is_live());
    assert!(String::from_utf8_lossy(&output.stderr).contains("not attached"));
}

#[test]
fn new_attaches_at_once_in_the_size_of_the_terminal() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let mut command = sandbox.command("holdfast");
    command.args(["new", "--", "sh", "-c", "stty size; echo $TERM $HOLDFAST_SESSION; exec cat"]);
    let mut terminal = Terminal::run(&command, 101, 31);
    terminal.expect("31 101\r\n");
    let id = sandbox.sessions()[0].id.clone();
    terminal.expect(&format!("xterm-256color {id}"));
    terminal.send("hello\r");
    terminal.expect("hello\r\nhello\r\n");
    terminal.send("\x1c");
    assert_eq!(terminal.wait(), 0);
}
