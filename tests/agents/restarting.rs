//! Restarting agents in place, and what they have in their environment.

use protocol::end::EndReason;
use protocol::requests::RestoredRow;
use protocol::session::Status;

use crate::support::agents::{self, said, wait_for_text, wait_until_idle};
use crate::support::{LIMIT, Sandbox, until};

#[test]
fn agents_are_restarted_with_their_conversations_as_soon_as_each_is_idle() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let file = sandbox.dir().join("go");
    let busy =
        sandbox.new_session(&["--agent", "fake", "--size", "90x30", "--prompt", &format!("work {}", file.display())]);
    let idle = agents::start(&sandbox, Some("say one"));
    let shell = sandbox.new_session(&["--", "cat"]);
    wait_until_idle(&sandbox, &idle);
    until("it took its prompt up", || sandbox.session(&busy).agent_word?.picked_up_at);
    let at_work = sandbox.run(&["restart", "--timeout", "0.1", busy.as_str()]);
    assert_eq!(at_work.status.code(), Some(1), "{at_work:?}");
    assert_eq!(sandbox.session(&busy).generation, 1, "what is at work is left alone");
    let restarting = {
        let mut command = sandbox.command("holdfast");
        command.args(["--json", "restart", "--all"]).env("FRESH", "yes").stdout(std::process::Stdio::piped());
        command.spawn().unwrap()
    };
    wait_for_run(&sandbox, &idle, 2);
    assert_eq!(sandbox.session(&busy).generation, 1);
    std::fs::write(&file, "").unwrap();
    let output = crate::support::sandbox::output_within(restarting, LIMIT, "the restart");
    let rows: Vec<RestoredRow> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(output.status.success() && rows.len() == 2, "{rows:?}");
    for (id, text) in [(&busy, "size: 30 90"), (&idle, "before: say one")] {
        wait_for_run(&sandbox, id, 2);
        wait_for_text(&sandbox, id, text);
        let shown = sandbox.json(&["show", id.as_str()]);
        let end = &shown["runs"][0]["end"];
        assert_eq!((end["reason"].as_str(), end["intent"].as_str()), (Some("stopped"), Some("restart")));
        let environment = sandbox.json(&["show", "--environment", id.as_str()]);
        assert!(environment["added"].as_array().unwrap().contains(&"FRESH".into()), "{environment}");
    }
    assert_eq!(sandbox.session(&shell).generation, 1, "nobody can tell when a program is idle");
    let now = sandbox.json(&["restart", "--now", shell.as_str()]);
    assert_eq!(now[0]["generation"], 2);
}

fn wait_for_run(sandbox: &Sandbox, id: &protocol::id::SessionId, run: u32) {
    until("the next run", || {
        let session = sandbox.session(id);
        (session.generation == run && session.child_pid.is_some()).then_some(())
    });
}

#[test]
fn what_could_not_be_started_again_is_not_ended() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = agents::start(&sandbox, Some("say one"));
    let conversation = wait_until_idle(&sandbox, &id).conversation.unwrap();
    let transcript = agents::transcript(sandbox.dir(), &conversation);
    std::fs::rename(&transcript, sandbox.dir().join("aside")).unwrap();
    let output = sandbox.run(&["--json", "restart", "--now", id.as_str()]);
    let rows: Vec<RestoredRow> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows[0].error.as_ref().unwrap().code, protocol::error::ErrorCode::ConversationGone);
    assert_eq!((sandbox.session(&id).status, sandbox.session(&id).generation), (Status::Idle, 1));
    std::fs::rename(sandbox.dir().join("aside"), transcript).unwrap();
    sandbox.ok(&["restart", id.as_str()]);
    wait_for_text(&sandbox, &id, "before: say one");
    assert_eq!(said(&sandbox, &conversation), ["say one"]);
}

#[test]
fn a_daemon_that_dies_in_the_middle_of_a_restart_leaves_something_to_restore() {
    let sandbox = Sandbox::new();
    agents::install(&sandbox);
    let id = sandbox.new_session(&["--agent", "fake", "--prompt", "say one", "--env", "FAKE_STUBBORN=1"]);
    wait_until_idle(&sandbox, &id);
    let mut restart = sandbox.command("holdfast").args(["restart", id.as_str()]).spawn().unwrap();
    until("it is being stopped", || {
        std::fs::read_dir(sandbox.root().generation(&id, 1))
            .unwrap()
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("ack-"))
            .then_some(())
    });
    sandbox.crash_daemon();
    restart.kill().ok();
    restart.wait().unwrap();
    sandbox.start();
    let ended = sandbox.wait_for(&id, Status::Ended);
    assert_eq!(ended.end.unwrap().reason, EndReason::Stopped);
    let plan = sandbox.json(&["restore"]);
    assert_eq!((&plan["rows"][0]["id"], &plan["rows"][0]["ticked"]), (&id.as_str().into(), &true.into()), "{plan}");
    sandbox.ok(&["restore", "--all"]);
    wait_for_text(&sandbox, &id, "before: say one");
}
