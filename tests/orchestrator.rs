//! A project's orchestrator is ensured and never doubled, however often, from wherever and whenever it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Barrier;

use protocol::client::Client;
use protocol::hello::{Hello, Role};
use protocol::id::SessionId;
use protocol::requests::{Existing, Made, New};
use protocol::session::{Kind, Session, Status};

use crate::reboot::after_reboot;
use crate::support::sandbox::{is_alive, kill, programs_of, signal};
use crate::support::{LIMIT, Sandbox, Terminal, until};

/// A repository, and all ways to it: itself, a subfolder, a symbolic link, a worktree, a subfolder of the worktree.
fn repository(sandbox: &Sandbox) -> (PathBuf, Vec<PathBuf>) {
    let dir = sandbox.dir();
    let repo = dir.join("repo");
    std::fs::create_dir_all(repo.join("sub/folder")).unwrap();
    std::fs::write(repo.join("sub/file"), "x").unwrap();
    let git = |args: &[&str]| {
        let output = Command::new("git").arg("-C").arg(&repo).args(args).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "x"]);
    git(&["worktree", "add", "-q", "-b", "topic", "../tree"]);
    symlink(&repo, dir.join("link")).unwrap();
    let ways =
        vec![repo.clone(), repo.join("sub/folder"), dir.join("link/sub"), dir.join("tree"), dir.join("tree/sub")];
    (repo, ways)
}

fn wanted(cwd: &Path) -> New {
    let path = std::env::var("PATH").unwrap();
    New {
        cwd: Some(cwd.to_str().unwrap().to_owned()),
        kind: Kind::Orchestrator,
        command: vec!["sleep".to_owned(), "1000".to_owned()],
        environment: Some(BTreeMap::from([("PATH".to_owned(), path)])),
        ..New::default()
    }
}

/// Asks from all the ways at the same moment, each from a connection of its own.
fn ask_from_everywhere(sandbox: &Sandbox, ways: &[PathBuf], number: usize) -> Vec<Made> {
    let (socket, together) = (sandbox.root().daemon_socket(), Barrier::new(number));
    std::thread::scope(|scope| {
        let asking: Vec<_> = (0..number)
            .map(|at| {
                let (socket, together, request) = (&socket, &together, wanted(&ways[at % ways.len()]));
                scope.spawn(move || {
                    let mut client = Client::connect(socket, &Hello::new("test", Role::Client)).unwrap();
                    together.wait();
                    client.call_within(&request, LIMIT * 2).unwrap()
                })
            })
            .collect();
        asking.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn ids(made: &[Made]) -> BTreeSet<SessionId> {
    made.iter().map(|made| made.session.id.clone()).collect()
}

fn how(made: &[Made], existing: Option<Existing>) -> usize {
    made.iter().filter(|made| made.existing == existing).count()
}

/// The only session there is, whose program lives.
fn only(sandbox: &Sandbox) -> Session {
    let all = sandbox.sessions();
    assert_eq!(all.len(), 1, "{all:#?}");
    let one = all.into_iter().next().unwrap();
    assert_eq!(one.status, Status::Running);
    assert!(is_alive(one.host_pid.unwrap()) && is_alive(one.child_pid.unwrap()));
    one
}

#[test]
fn two_hundred_at_once_from_everywhere_give_one_session_and_one_process() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (repo, ways) = repository(&sandbox);
    let made = ask_from_everywhere(&sandbox, &ways, 200);
    let one = only(&sandbox);
    assert_eq!(ids(&made), BTreeSet::from([one.id.clone()]));
    assert_eq!((how(&made, None), how(&made, Some(Existing::Live))), (1, 199));
    assert_eq!((Path::new(&one.project), one.generation, programs_of(&one.id).len()), (repo.as_path(), 1, 1));

    // Ended by itself or killed, it is started again under its id; by all of them once.
    kill(one.child_pid.unwrap());
    sandbox.wait_for(&one.id, Status::Ended);
    let again = ask_from_everywhere(&sandbox, &ways, 200);
    let resumed = only(&sandbox);
    assert_eq!((ids(&again), resumed.generation), (BTreeSet::from([one.id.clone()]), 2));
    assert_eq!((how(&again, Some(Existing::Resumed)), how(&again, Some(Existing::Live))), (1, 199));
    assert_eq!(programs_of(&one.id).len(), 1);
}

#[test]
fn other_projects_and_other_kinds_are_not_concerned() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (_, ways) = repository(&sandbox);
    let elsewhere: Vec<PathBuf> = ["a", "b"].iter().map(|name| sandbox.dir().join(name)).collect();
    elsewhere.iter().for_each(|dir| std::fs::create_dir(dir).unwrap());
    let made = ask_from_everywhere(&sandbox, &[elsewhere, ways].concat(), 28);
    assert_eq!((ids(&made).len(), how(&made, None)), (3, 3));
    let worker = sandbox.new_session(&["--cwd", sandbox.dir().join("repo").to_str().unwrap(), "--", "sleep", "1000"]);
    assert!(!ids(&made).contains(&worker));
}

#[test]
fn a_hanging_orchestrator_is_not_doubled_and_one_with_survivors_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let (_, ways) = repository(&sandbox);
    let one = ask_from_everywhere(&sandbox, &ways, 1).remove(0).session;
    signal(one.host_pid.unwrap(), rustix::process::Signal::STOP);
    sandbox.restart();
    let found = ask_from_everywhere(&sandbox, &ways, 5);
    assert_eq!((ids(&found), how(&found, Some(Existing::Live))), (BTreeSet::from([one.id.clone()]), 5));
    signal(one.host_pid.unwrap(), rustix::process::Signal::CONT);
    sandbox.wait_for(&one.id, Status::Running);

    let stubborn = ["--cwd", "/", "--kind", "orchestrator", "--", "sh", "-c", "trap '' HUP; while :; do sleep 1; done"];
    let id = sandbox.new_session(&stubborn);
    kill(sandbox.session(&id).host_pid.unwrap());
    sandbox.wait_for(&id, Status::Orphaned);
    assert_eq!(sandbox.error(&[&["new", "-d"], &stubborn[..]].concat()), (1, "orphaned".to_owned()));
}

#[test]
fn an_orchestrator_is_not_resumed_beside_another_one() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let dir = sandbox.dir().join("p");
    std::fs::create_dir(&dir).unwrap();
    let orchestrator = ["--cwd", dir.to_str().unwrap(), "--kind", "orchestrator", "--", "sleep", "1000"];
    let first = sandbox.new_session(&orchestrator);
    sandbox.json(&["kill", first.as_str()]);
    sandbox.wait_for(&first, Status::Ended);
    sandbox.json(&["archive", first.as_str()]);
    let second = sandbox.new_session(&orchestrator);
    assert_ne!(first, second, "what is archived is not started again");
    assert_eq!(sandbox.error(&["resume", first.as_str()]), (1, "still_alive".to_owned()));
    assert_eq!(sandbox.new_session(&orchestrator), second);
}

#[test]
fn on_a_terminal_it_is_said_that_it_was_there_and_attached_to() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let orchestrator =
        ["--kind", "orchestrator", "--name", "boss", "--", "sh", "-c", "echo I am here; exec sleep 1000"];
    let id = sandbox.new_session(&orchestrator);
    let output = sandbox.run(&[&["new", "-d"], &orchestrator[..]].concat());
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), id.as_str());
    assert!(String::from_utf8_lossy(&output.stderr).contains("was there already: boss"), "{output:?}");
    let mut terminal = Terminal::run(sandbox.command("holdfast").arg("new").args(orchestrator), 80, 24);
    terminal.expect("I am here");
    terminal.send("\x1c");
    assert_eq!(terminal.wait(), 0);
    assert_eq!(only(&sandbox).id, id);
}

#[test]
fn after_a_reboot_it_is_the_same_session() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let orchestrator = "new -d --cwd / --kind orchestrator -- sleep 1000";
    let id = sandbox.new_session(&orchestrator.split(' ').skip(2).collect::<Vec<_>>());
    let before = sandbox.session(&id);
    kill(sandbox.daemon_pid());
    [before.host_pid, before.child_pid].into_iter().flatten().for_each(kill);
    sandbox.wait_until_daemon_gone(LIMIT);
    let script = format!("\"$HF\" start >/dev/null; \"$HF\" --json {orchestrator}; \"$HF\" --json ls --all");
    let said = after_reboot(&sandbox, &script);
    let mut documents = serde_json::Deserializer::from_str(&said).into_iter::<serde_json::Value>().map(Result::unwrap);
    let made: Made = serde_json::from_value(documents.next().unwrap()).unwrap();
    assert_eq!((&made.session.id, made.session.generation, made.existing), (&id, 2, Some(Existing::Resumed)));
    let all: Vec<Session> = serde_json::from_value(documents.next().unwrap()).unwrap();
    assert_eq!((all.len(), &all[0].id, all[0].status), (1, &id, Status::Running));
    until("its program runs", || (programs_of(&id).len() == 1).then_some(()));
}
