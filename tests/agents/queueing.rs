//! Prompts that wait until an agent is idle: given once, in order, over deaths of the daemon and reboots.

use protocol::id::SessionId;
use protocol::queue::{PromptState, Queue};
use protocol::session::Status;

use crate::support::agents::{self, said, wait_for_text, wait_until_idle};
use crate::support::sandbox::signal;
use crate::support::{Sandbox, until};

use super::launching::attach;

fn queue(sandbox: &Sandbox, id: &SessionId) -> Queue {
    serde_json::from_value(sandbox.json(&["queue", id.as_str()])).unwrap()
}

/// An agent that works until a file is there, which is its second part.
fn busy(sandbox: &Sandbox) -> (SessionId, std::path::PathBuf) {
    let file = sandbox.dir().join("go");
    let id = agents::start(sandbox, Some(&format!("work {}", file.display())));
    // It counts as working from the start; it has said so itself once it is at it.
    until("it took its prompt up", || sandbox.session(&id).agent_word?.picked_up_at);
    (id, file)
}

#[test]
fn prompts_wait_for_the_agent_and_are_given_in_order_with_receipts() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let (id, file) = busy(&sandbox);
    for text in ["say b\nand c", "say d", "say a", "say x"] {
        sandbox.ok(&["send", "--when-idle", id.as_str(), text]);
    }
    sandbox.ok(&["queue", id.as_str(), "--move", "3", "--before", "1"]);
    sandbox.ok(&["queue", id.as_str(), "--edit", "2", "--text", "say e"]);
    sandbox.ok(&["queue", id.as_str(), "--drop", "4"]);
    assert_eq!(sandbox.session(&id).queued, 3);
    // A death of the daemon changes nothing.
    sandbox.crash_daemon();
    let texts: Vec<String> = queue(&sandbox, &id).prompts.into_iter().map(|prompt| prompt.text).collect();
    assert_eq!(texts, ["say a", "say b\nand c", "say e"]);
    std::fs::write(&file, "").unwrap();
    until("all were given", || {
        let queue = queue(&sandbox, &id);
        assert!(queue.prompts.iter().all(|prompt| prompt.state != PromptState::Uncertain), "{queue:?}");
        queue.prompts.is_empty().then_some(())
    });
    wait_for_text(&sandbox, &id, "you: say e");
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    assert_eq!(said(&sandbox, &conversation)[1..], ["say a", "say b\nand c", "say e"]);
    let delivered = until("all were taken up", || {
        let delivered = queue(&sandbox, &id).delivered;
        delivered.iter().all(|receipt| receipt.picked_up_at >= Some(receipt.submitted_at)).then_some(delivered)
    });
    assert_eq!(delivered.iter().map(|receipt| receipt.number).collect::<Vec<_>>(), [3, 1, 2]);
    let receipt = sandbox.json(&["send", "--when-idle", "--wait", id.as_str(), "say last"]);
    assert!(receipt["picked_up_at"].is_u64(), "{receipt}");
}

#[test]
fn nothing_is_given_to_an_agent_that_asks_nor_into_what_somebody_types() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("permission"));
    sandbox.wait_for(&id, Status::NeedsInput);
    sandbox.ok(&["send", "--when-idle", id.as_str(), "say queued"]);
    let mut terminal = attach(&sandbox, &id);
    terminal.expect("y/n");
    assert_eq!(queue(&sandbox, &id).prompts[0].state, PromptState::Waiting);
    // The answer, and at once the beginning of a line of the person's own.
    terminal.send("y");
    wait_for_text(&sandbox, &id, "answered: y");
    terminal.send("say mi");
    until("it was tried", || {
        queue(&sandbox, &id).prompts.first()?.why.clone().filter(|why| why.contains("begun to type"))
    });
    terminal.send("ne\r");
    wait_for_text(&sandbox, &id, "you: say queued");
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    assert_eq!(said(&sandbox, &conversation), ["permission", "answered y", "say mine", "say queued"]);
}

#[test]
fn a_prompt_that_was_being_sent_when_the_daemon_died_is_shown_and_never_sent_again_by_itself() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let session = wait_until_idle(&sandbox, &id);
    let host = session.host_pid.unwrap();
    // The host takes the prompt and says nothing any more.
    signal(host, rustix::process::Signal::STOP);
    sandbox.ok(&["send", "--when-idle", id.as_str(), "say two"]);
    sandbox.ok(&["send", "--when-idle", id.as_str(), "say three"]);
    until("it is being sent", || (queue(&sandbox, &id).prompts[0].state == PromptState::Sending).then_some(()));
    sandbox.crash_daemon();
    signal(host, rustix::process::Signal::CONT);
    let states = |queue: Queue| queue.prompts.into_iter().map(|prompt| prompt.state).collect::<Vec<_>>();
    assert_eq!(states(queue(&sandbox, &id)), [PromptState::Uncertain, PromptState::Waiting]);
    let row = sandbox.session(&id);
    assert_eq!((row.queued, row.uncertain), (2, 1));
    // The host may have carried out what it was asked, or not: a person looks and decides.
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    sandbox.restart();
    assert_eq!(
        states(queue(&sandbox, &id)),
        [PromptState::Uncertain, PromptState::Waiting],
        "{:?}",
        said(&sandbox, &conversation)
    );
    sandbox.ok(&["queue", id.as_str(), "--drop", "1"]);
    wait_for_text(&sandbox, &id, "you: say three");
    wait_until_idle(&sandbox, &id);
    let twos = said(&sandbox, &conversation).iter().filter(|line| *line == "say two").count();
    assert!(twos <= 1);
}

#[test]
fn what_waits_outlives_the_run_and_is_given_to_the_next() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let (id, _) = busy(&sandbox);
    sandbox.ok(&["send", "--when-idle", id.as_str(), "say later"]);
    sandbox.json(&["kill", id.as_str()]);
    assert_eq!(sandbox.wait_for(&id, Status::Ended).queued, 1);
    sandbox.ok(&["resume", id.as_str()]);
    wait_for_text(&sandbox, &id, "you: say later");
    assert_eq!(wait_until_idle(&sandbox, &id).queued, 0);
}

#[test]
fn an_agent_that_takes_no_prompt_as_an_argument_gets_it_once_it_is_ready() {
    let sandbox = Sandbox::new();
    agents::install_as(&sandbox, |adapter| {
        adapter.replace("prompt = [\"--\", \"{prompt}\"]\n", "").replace(", \"@prompt\"", "")
    });
    let id =
        sandbox.new_session(&["--agent", "fake", "--prompt", "say pasted\nin two lines", "--env", "FAKE_READY=300"]);
    wait_for_text(&sandbox, &id, "in two lines");
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    assert_eq!(said(&sandbox, &conversation), ["say pasted\nin two lines"]);
}

#[test]
fn an_agent_that_takes_its_time_over_a_paste_does_not_miss_that_it_is_entered() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = sandbox.new_session(&["--agent", "fake", "--prompt", "say one", "--env", "FAKE_PASTE=400"]);
    wait_until_idle(&sandbox, &id);
    let receipt = sandbox.json(&["send", "--when-idle", "--wait", id.as_str(), "say two"]);
    assert!(receipt["picked_up_at"].is_u64(), "{receipt}");
}

#[test]
fn several_agents_are_asked_at_once_with_a_receipt_for_each() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let [one, two] = ["say one", "say two"].map(|prompt| agents::start(&sandbox, Some(prompt)));
    let shell = sandbox.new_session(&["--", "cat"]);
    [&one, &two].iter().for_each(|id| drop(wait_until_idle(&sandbox, id)));
    let to: Vec<&str> = [&one, &two, &shell].iter().flat_map(|id| ["--to", id.as_str()]).collect();
    let output = sandbox.run(&[&["--json", "send", "--when-idle", "--wait"], to.as_slice(), &["say both"]].concat());
    assert_eq!(output.status.code(), Some(1), "one of them is no agent");
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(rows[0]["picked_up_at"].is_u64() && rows[1]["picked_up_at"].is_u64(), "{rows}");
    assert_eq!(rows[2]["error"]["code"], "bad_request");
}

#[test]
fn a_queue_that_cannot_be_read_is_named_and_not_overwritten() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let (id, _) = busy(&sandbox);
    sandbox.ok(&["send", "--when-idle", id.as_str(), "say later"]);
    sandbox.ok(&["stop", "--keep-sessions"]);
    let path = sandbox.root().session(&id).join("queue/prompts.json");
    std::fs::write(&path, "{").unwrap();
    sandbox.start();
    for args in [&["queue", id.as_str()][..], &["send", "--when-idle", id.as_str(), "say more"]] {
        assert_eq!(sandbox.error(args), (1, "damaged".to_owned()));
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{");
}
