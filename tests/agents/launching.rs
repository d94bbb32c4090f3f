//! Starting an agent, and what it says while it runs.

use protocol::agent::Source;
use protocol::id::SessionId;
use protocol::session::{Attention, Kind, Status};

use crate::support::agents::{self, said, wait_for_text, wait_until_idle};
use crate::support::{Sandbox, Terminal, until};

pub fn attach(sandbox: &Sandbox, id: &SessionId) -> Terminal {
    Terminal::run(sandbox.command("holdfast").args(["attach", id.as_str()]), 80, 24)
}

#[test]
fn an_agent_is_started_with_what_was_wished_and_its_conversation_is_known_at_once() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = sandbox.new_session(&[
        "--agent",
        "fake",
        "--model",
        "large",
        "--permission",
        "careful",
        "--prompt",
        "say -hello; $HOME",
        "--size",
        "90x30",
        "--",
        "--more",
    ]);
    let session = wait_until_idle(&sandbox, &id);
    let conversation = session.conversation.unwrap();
    assert_eq!(conversation.len(), 36, "a UUID of ours: {conversation}");
    assert_eq!(
        (session.kind, session.agent.as_deref(), session.name.as_str()),
        (Kind::Worker, Some("fake"), "fake-agent")
    );
    let printed = sandbox.printed(&id);
    for text in [
        &format!("fake agent {conversation} model: large permission: careful"),
        "size: 30 90 extra: --more",
        "you: say -hello; $HOME",
    ] {
        assert!(printed.contains(text), "{text}: {printed}");
    }
    assert_eq!(said(&sandbox, &conversation), ["say -hello; $HOME"]);
    let word = session.agent_word.unwrap();
    assert_eq!((word.source, session.attention), (Source::Hook, Attention::Finished));
    assert!(word.picked_up_at.is_some(), "it has told that it took its prompt up");
}

#[test]
fn what_cannot_be_started_is_refused_before_anything_is_made() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    for (args, code) in [
        (&["--agent", "nobody"][..], "agent_unknown"),
        (&["--agent", "fake", "--permission", "reckless"], "bad_request"),
        (&["--agent", "aider-of-tomorrow"], "agent_unknown"),
    ] {
        assert_eq!(sandbox.error(&[&["new", "-d"], args].concat()), (1, code.to_owned()), "{args:?}");
    }
    agents::install_as(&sandbox, |adapter| adapter.replace("[\"fake-agent\"]", "[\"not-there\"]"));
    assert_eq!(sandbox.error(&["new", "-d", "--agent", "fake"]), (1, "program_missing".to_owned()));
    assert!(sandbox.sessions().is_empty());
}

#[test]
fn working_permission_question_and_done_are_told_apart_and_nothing_is_sticky() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let file = sandbox.dir().join("go");
    let id = agents::start(&sandbox, Some(&format!("work {}", file.display())));
    sandbox.wait_for(&id, Status::Working);
    std::fs::write(&file, "").unwrap();
    let done = wait_until_idle(&sandbox, &id);
    assert_eq!(done.attention, Attention::Finished);
    for (prompt, attention, answer) in
        [("permission", Attention::Permission, "y"), ("question", Attention::Question, "blue\r")]
    {
        let mut terminal = attach(&sandbox, &id);
        terminal.expect("done");
        terminal.send(&format!("{prompt}\r"));
        let asking = sandbox.wait_for(&id, Status::NeedsInput);
        assert_eq!((asking.attention, asking.agent_word.unwrap().message.as_deref()), (attention, Some("may I?")));
        terminal.send(answer);
        wait_for_text(&sandbox, &id, &format!("answered: {}", answer.trim_end()));
        wait_until_idle(&sandbox, &id);
    }
    // A sub-agent that is done does not finish its parent.
    let file = sandbox.dir().join("go2");
    let mut terminal = attach(&sandbox, &id);
    terminal.expect("done");
    terminal.send(&format!("subagent {}\r", file.display()));
    wait_for_text(&sandbox, &id, "you: subagent");
    let session = sandbox.wait_for(&id, Status::Working);
    until("the hook was called", || sandbox.printed(&id).contains("subagent").then_some(()));
    assert_eq!(sandbox.session(&id).status, Status::Working, "{:?}", session.why);
    std::fs::write(&file, "").unwrap();
    wait_until_idle(&sandbox, &id);
}
