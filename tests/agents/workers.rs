//! Agents that start agents: what they start is theirs, and only so many run at once.

use protocol::id::SessionId;
use protocol::session::{Kind, Session, Status};

use crate::support::agents::{self, wait_for_text, wait_until_idle};
use crate::support::{Sandbox, until};

/// An orchestrator that is idle, in a home where two workers may run at once.
fn orchestrator(sandbox: &Sandbox) -> SessionId {
    agents::install(sandbox);
    sandbox.write_settings("[agents]\nmost_workers = 2\n");
    let id = sandbox.new_session(&["--agent", "fake", "--kind", "orchestrator", "--prompt", "say ready"]);
    wait_until_idle(sandbox, &id);
    id
}

/// Has the agent run a command of ours, and waits until it is done.
fn runs(sandbox: &Sandbox, id: &SessionId, command: &str) {
    let before = sandbox.session(id).agent_word.unwrap().turn;
    sandbox.ok(&["send", id.as_str(), &format!("run $FAKE_HOOK {command}"), "--enter"]);
    until("it is done", || {
        let session = sandbox.session(id);
        (session.status == Status::Idle && session.agent_word?.turn > before).then_some(())
    });
}

fn workers(sandbox: &Sandbox) -> Vec<Session> {
    let mut all = sandbox.sessions();
    all.retain(|session| session.parent.is_some());
    all
}

#[test]
fn what_an_agent_starts_is_its_child_and_beyond_the_limit_waits_visibly() {
    let sandbox = Sandbox::new();
    let boss = orchestrator(&sandbox);
    let go = |name: &str| sandbox.dir().join(name);
    for name in ["a", "b", "c", "d"] {
        runs(&sandbox, &boss, &format!("new -d --agent fake --name {name} --prompt \"work {}\"", go(name).display()));
    }
    let of = |name: &str| workers(&sandbox).into_iter().find(|one| one.name == name).unwrap();
    let statuses = || ["a", "b", "c", "d"].map(|name| of(name).status);
    until("two run", || (statuses()[..2] == [Status::Working; 2]).then_some(()));
    assert_eq!(statuses()[2..], [Status::Queued; 2]);
    assert!(workers(&sandbox).iter().all(|one| one.parent.as_ref() == Some(&boss) && one.kind == Kind::Worker));
    // Those that wait do so over a death of the daemon, and one that is killed waits no more.
    sandbox.crash_daemon();
    until("everything was looked at", || {
        (statuses() == [Status::Working, Status::Working, Status::Queued, Status::Queued]).then_some(())
    });
    let killed = sandbox.json(&["kill", of("c").id.as_str()]);
    assert_eq!(killed[0]["result"], "stopped", "{killed}");
    assert_eq!(of("c").status, Status::Ended);
    std::fs::write(go("a"), "").unwrap();
    sandbox.wait_for(&of("a").id, Status::Idle);
    assert_eq!(of("d").status, Status::Queued, "an idle one has its place");
    sandbox.json(&["kill", of("a").id.as_str()]);
    until("the last one runs", || (of("d").status == Status::Working).then_some(()));
    // A person is never kept waiting.
    let own = agents::start(&sandbox, Some("say mine"));
    wait_until_idle(&sandbox, &own);
}

#[test]
fn a_worker_knows_its_session_and_its_starter_sends_it_on_and_waits_for_it() {
    let sandbox = Sandbox::new();
    let boss = orchestrator(&sandbox);
    runs(&sandbox, &boss, "new -d --agent fake --name helper --prompt \"run echo I am \\$HOLDFAST_SESSION\"");
    let helper = workers(&sandbox).remove(0);
    wait_for_text(&sandbox, &helper.id, &format!("I am {}", helper.id));
    wait_until_idle(&sandbox, &helper.id);
    runs(&sandbox, &boss, "send --when-idle --wait helper \"say more\"");
    wait_for_text(&sandbox, &boss, "which took it up");
    runs(&sandbox, &boss, "wait helper --until idle");
    runs(&sandbox, &boss, "show helper");
    wait_for_text(&sandbox, &boss, "you: run $FAKE_HOOK show helper");
    let own = sandbox.new_session(&["--name", "stranger", "--agent", "fake"]);
    runs(&sandbox, &boss, "send --when-idle stranger \"say no\" 2>&1");
    wait_for_text(&sandbox, &boss, "that it has not started");
    assert_eq!(sandbox.session(&own).queued, 0);
}

#[test]
fn who_waits_for_a_starter_that_is_gone_is_started_by_a_person_only() {
    let sandbox = Sandbox::new();
    let boss = orchestrator(&sandbox);
    for name in ["a", "b", "c"] {
        let file = sandbox.dir().join(name);
        runs(&sandbox, &boss, &format!("new -d --agent fake --name {name} --prompt \"work {}\"", file.display()));
    }
    let of = |name: &str| workers(&sandbox).into_iter().find(|one| one.name == name).unwrap();
    until("one waits", || (of("c").status == Status::Queued).then_some(()));
    sandbox.json(&["kill", boss.as_str()]);
    sandbox.json(&["kill", of("a").id.as_str(), of("b").id.as_str()]);
    sandbox.restart();
    assert_eq!(of("c").status, Status::Queued);
    sandbox.ok(&["resume", of("c").id.as_str()]);
    until("it runs", || (of("c").status == Status::Working).then_some(()));
}
