//! What agents say by their hooks, and what they may not do: hooks need no daemon and are kept; nobody speaks for another
//! agent, answers itself or reaches outside.

use protocol::agent::{Activity, Source};
use protocol::end::EndReason;
use protocol::session::Status;

use crate::support::Sandbox;
use crate::support::puppet::{self, Agent, INNER};
use crate::support::sandbox::kill;

/// Starts a daemon and waits until it has adopted them.
fn adopt(sandbox: &Sandbox, agents: &[&Agent]) {
    sandbox.start();
    for agent in agents {
        sandbox.wait_for(&agent.id, Status::Running);
    }
}

#[test]
fn hooks_are_heard_while_no_daemon_runs_and_the_next_one_knows_of_them() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, None);
    adopt(&sandbox, &[&agent]);
    sandbox.crash_daemon();
    agent.says("Start", "c1");
    agent.says("Prompt", "c1");
    let word = agent.word();
    assert_eq!((word.activity, word.source), (Some(Activity::Working), Source::Hook));
    assert_eq!(agent.record().unwrap().word, word);
    sandbox.start();
    let row = sandbox.wait_for(&agent.id, Status::Working);
    assert_eq!(row.conversation.as_deref(), Some("c1"));
}

#[test]
fn what_a_hook_said_when_it_was_answered_is_there_after_its_host_was_killed() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, None);
    adopt(&sandbox, &[&agent]);
    agent.says("Start", "c1");
    agent.says("Start", "c2");
    kill(agent.host_pid());
    let record = agent.record().unwrap();
    assert_eq!(record.conversations.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["c1", "c2"]);
    let row = sandbox.wait_for(&agent.id, Status::Ended);
    assert_eq!(row.end.unwrap().reason, EndReason::HostLost);
    assert_eq!(row.conversation.as_deref(), Some("c2"));
}

#[test]
fn a_hook_of_another_run_and_one_of_an_agent_inside_the_agent_count_for_nothing() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, None);
    agent.says("Start", "c1");
    agent.says("Prompt", "c1");
    let before = agent.record();
    let stop = [puppet::hook("Start", "c2"), puppet::hook("Stop", "c2")].join("; ");
    let older = agent.does(&format!("export HOLDFAST_GENERATION=0; {stop}"));
    assert_eq!(older.code, 0);
    std::fs::write(sandbox.dir().join("inner"), &stop).unwrap();
    let inner = agent.program(INNER);
    // A shell between the two makes it another agent.
    let nested = agent.does(&format!("sh -c '{inner} \". {}/inner\"; :'", sandbox.dir().display()));
    assert_eq!(nested.code, 0, "{nested:?}");
    assert_eq!(agent.record(), before);
    let log = std::fs::read_to_string(sandbox.root().log().join("hooks.log")).unwrap();
    for why in ["it is of run 0", "inside this one"] {
        assert_eq!(log.matches(why).count(), 2, "{log}");
    }
    let other = Agent::start(&sandbox, None);
    let socket = sandbox.root().host_socket(&agent.id, 1);
    other.does(&format!("export HOLDFAST_SOCKET={}; {stop}", socket.display()));
    assert_eq!(agent.record(), before, "another session's");
    // The same without another agent in between is its own.
    assert_eq!(agent.does(&format!("sh -c '. {}/inner; :'", sandbox.dir().display())).code, 0);
    assert_eq!(agent.record().unwrap().word.activity, Some(Activity::Idle));
}

#[test]
fn an_agent_does_not_type_into_its_own_session_nor_approve_itself() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, None);
    adopt(&sandbox, &[&agent]);
    let own = agent.id.as_str();
    for event in ["Prompt", "Ask", "Query"] {
        agent.says(event, "c");
        let unmarked = "env -u HOLDFAST_SESSION -u HOLDFAST_GENERATION holdfast --json";
        for command in [
            format!("holdfast --json send {own} 1"),
            format!("holdfast --json send {own} 1 --answer"),
            // Found by its ancestors, without its marks.
            format!("{unmarked} send {own} 1 --answer"),
            format!("{unmarked} attach {own} </dev/tty >/dev/tty"),
            // Found by its marks, without its ancestors.
            puppet::in_background(&format!("holdfast --json send {own} 1 --answer")),
        ] {
            let done = agent.does(&command);
            assert_eq!((done.code, done.error().as_str()), (1, "forbidden"), "{event}: {command}");
        }
    }
    assert_eq!(agent.word().activity, Some(Activity::Question), "nothing was typed");
    for look in ["screen", "logs", "show"] {
        assert_eq!(agent.holdfast(&format!("{look} {own}")).code, 0, "{look}");
    }
}

#[test]
fn leave_is_given_by_a_person_who_means_it_and_by_nobody_else() {
    let sandbox = Sandbox::new();
    let boss = Agent::start(&sandbox, None);
    let worker = Agent::start(&sandbox, Some(&boss.id));
    adopt(&sandbox, &[&boss, &worker]);
    let shell = Agent::start_without(&sandbox);
    let id = worker.id.as_str();
    worker.says("Ask", "c");
    assert_eq!(boss.holdfast(&format!("send {id} 1")).error(), "needs_person");
    assert_eq!(boss.holdfast(&format!("send {id} 1 --answer")).error(), "forbidden");
    assert_eq!(sandbox.error(&["send", id, "1"]), (1, "needs_person".to_owned()));
    assert_eq!(worker.word().activity, Some(Activity::Permission));
    // A person, in a session's shell.
    assert_eq!(shell.holdfast(&format!("send {id} 1 --answer")).code, 0);
    assert_eq!(worker.word().activity, Some(Activity::Working));
    worker.says("Query", "c");
    assert_eq!(
        boss.holdfast(&format!("send {id} 1")).code,
        0,
        "a question may be answered by who has asked for the work"
    );
    worker.says("Ask", "c");
    sandbox.ok(&["send", id, "1", "--answer"]);
    assert_eq!(worker.word().activity, Some(Activity::Working));
}

#[test]
fn an_agent_reaches_what_it_has_started_and_a_shell_everything() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, None);
    let stranger = Agent::start(&sandbox, None);
    adopt(&sandbox, &[&agent, &stranger]);
    let shell = Agent::start_without(&sandbox);
    for other in [&stranger.id, &shell.id] {
        for command in ["send ID x", "screen ID", "logs ID", "show ID", "kill ID", "archive ID", "rename ID y"] {
            let done = agent.holdfast(&command.replace("ID", other.as_str()));
            assert_eq!((done.code, done.error().as_str()), (1, "forbidden"), "{command} {other}");
        }
    }
    assert_eq!(agent.holdfast("stop --yes").error(), "forbidden");
    assert_eq!(agent.holdfast("new -d --agent claude-code --conversation another").error(), "forbidden");
    // Also in the background, where nobody above it is of the session any more.
    let left = agent.does(&puppet::in_background(&format!("holdfast --json kill {}", stranger.id)));
    assert_eq!(left.error(), "forbidden");
    let own = agent.does("holdfast new -d -- cat");
    let own = own.out.trim();
    assert_eq!(agent.holdfast(&format!("send {own} hello --enter")).code, 0);
    assert_eq!(sandbox.session(&own.parse().unwrap()).parent, Some(agent.id.clone()));
    for id in [&shell.id, &stranger.id, &agent.id] {
        assert_eq!(shell.holdfast(&format!("send {id} '#'")).code, 0, "{id}");
    }
}

#[test]
fn a_daemon_that_an_agent_has_started_is_no_agent() {
    let sandbox = Sandbox::new();
    let agent = Agent::start(&sandbox, None);
    // It starts a daemon and stays its parent.
    agent.does(&format!("holdfast wait {} >/dev/null 2>&1 &", agent.id));
    sandbox.wait_for(&agent.id, Status::Running);
    assert_eq!(sandbox.json(&["kill", agent.id.as_str()])[0]["result"], "stopped");
    let end = sandbox.wait_for(&agent.id, Status::Ended).end.unwrap();
    assert_eq!((end.reason, end.actor.as_str()), (EndReason::Stopped, "user"));
}
