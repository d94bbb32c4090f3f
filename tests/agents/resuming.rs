//! Resuming an agent's conversation: after an exit, a crash, a reboot; once.

use protocol::session::Status;

use crate::support::agents::{self, said, wait_for_text, wait_until_idle};
use crate::support::{Sandbox, until};

#[test]
fn a_conversation_goes_on_under_the_same_session_with_its_model_and_permission() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id =
        sandbox.new_session(&["--agent", "fake", "--model", "m", "--permission", "careful", "--prompt", "say one"]);
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    for (how, run) in [("exit", 2), ("crash", 3), ("kill", 4)] {
        match how {
            "kill" => drop(sandbox.json(&["kill", id.as_str()])),
            _ => sandbox.ok(&["send", id.as_str(), how, "--enter"]).truncate(0),
        }
        let ended = sandbox.wait_for(&id, Status::Ended);
        assert_eq!(ended.conversation.as_ref(), Some(&conversation), "{how}");
        sandbox.ok(&["resume", id.as_str()]);
        wait_for_text(&sandbox, &id, &format!("fake agent {conversation} model: m permission: careful"));
        wait_for_text(&sandbox, &id, "before: say one");
        assert_eq!(sandbox.session(&id).generation, run);
        sandbox.ok(&["send", id.as_str(), &format!("say run{run}"), "--enter"]);
        wait_until_idle(&sandbox, &id);
    }
    let said = said(&sandbox, &conversation);
    assert_eq!(said.iter().filter(|line| *line == "say one").count(), 1, "a prompt is not given twice: {said:?}");
}

#[test]
fn a_transcript_that_is_gone_is_said_and_a_new_conversation_begins_only_when_wanted() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.json(&["kill", id.as_str()]);
    std::fs::remove_file(agents::transcript(sandbox.dir(), &conversation)).unwrap();
    assert_eq!(sandbox.error(&["resume", id.as_str()]), (1, "conversation_gone".to_owned()));
    assert_eq!(sandbox.session(&id).status, Status::Ended);
    sandbox.ok(&["resume", "--fresh", id.as_str()]);
    let anew = wait_until_idle(&sandbox, &id);
    assert_ne!(anew.conversation.as_ref(), Some(&conversation));
    assert_eq!(said(&sandbox, &anew.conversation.unwrap()), ["say one"]);
}

#[test]
fn a_cleared_conversation_is_the_one_that_comes_back() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let first = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.ok(&["send", id.as_str(), "/clear", "--enter"]);
    let second = until("another conversation", || sandbox.session(&id).conversation.filter(|id| *id != first));
    sandbox.ok(&["send", id.as_str(), "say two", "--enter"]);
    wait_for_text(&sandbox, &id, "you: say two");
    wait_until_idle(&sandbox, &id);
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "before: say two");
    assert!(sandbox.printed(&id).contains(&second));
}

#[test]
fn an_agent_that_was_never_asked_anything_begins_anew() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, None);
    wait_for_text(&sandbox, &id, "> ");
    sandbox.json(&["kill", id.as_str()]);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "> ");
    assert_eq!(sandbox.session(&id).status, Status::Running);
}

#[test]
fn one_conversation_goes_on_in_one_place() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let first = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &first).conversation.unwrap();
    sandbox.json(&["kill", first.as_str()]);
    // In another terminal of this machine.
    let mut elsewhere = std::process::Command::new(agents::program());
    sandbox.apply(&mut elsewhere);
    elsewhere.args(["--resume", &conversation]).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut elsewhere = elsewhere.spawn().unwrap();
    assert_eq!(sandbox.error(&["resume", first.as_str()]), (1, "conversation_taken".to_owned()));
    elsewhere.kill().unwrap();
    elsewhere.wait().unwrap();
    // In another session.
    let second = sandbox.new_session(&["--agent", "fake"]);
    wait_for_text(&sandbox, &second, "> ");
    let hook = format!(
        "run echo '{{\"hook_event_name\":\"Start\",\"session_id\":\"{conversation}\"}}' | $FAKE_HOOK hook --agent fake"
    );
    sandbox.ok(&["send", second.as_str(), &hook, "--enter"]);
    until("it has the conversation", || {
        (sandbox.session(&second).conversation.as_ref() == Some(&conversation)).then_some(())
    });
    assert_eq!(sandbox.error(&["resume", first.as_str()]), (1, "conversation_taken".to_owned()));
    sandbox.json(&["kill", second.as_str()]);
    sandbox.ok(&["resume", first.as_str()]);
    assert_eq!(sandbox.error(&["resume", second.as_str()]), (1, "conversation_taken".to_owned()));
}
