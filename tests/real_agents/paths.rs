//! What each real agent is taken through, from launch to resume.

use protocol::agent::Source;
use protocol::id::SessionId;
use protocol::session::{Attention, Session, Status};
use serde_json::Value;

use super::agent::Agent;
use super::stage::Stage;
use crate::reboot::after_reboot;
use crate::support::until;

/// It is listed with its version, shows itself, and is ended before anybody asked it anything.
pub fn starts(stage: &Stage) -> SessionId {
    let agent = stage.agent;
    let listed = stage.sandbox.json(&["agents"]);
    let listed = listed["agents"].as_array().unwrap().iter().find(|listed| listed["id"] == agent.id).unwrap();
    assert!(listed["version"].is_string() && listed["path"].as_str().unwrap().starts_with('/'), "{listed}");
    let id = stage.open(&[]);
    stage.shows(&id, agent.greets);
    let killed = stage.sandbox.json(&["kill", id.as_str()]);
    assert_eq!(killed[0]["result"], "stopped", "{killed}");
    id
}

/// It is started with a prompt, tells that it works and then that it is done.
pub fn works(stage: &Stage) -> (SessionId, Session) {
    let id = stage.start("hold one");
    stage.takes_up(&id);
    let working = stage.is(&id, Status::Working);
    assert_eq!(working.agent_word.unwrap().source, Source::Hook);
    stage.model.release("one");
    let idle = stage.is(&id, Status::Idle);
    let word = idle.agent_word.as_ref().unwrap();
    assert_eq!((word.source, idle.attention), (Source::Hook, Attention::Finished));
    stage.shows(&id, "answer-1-one");
    (id, idle)
}

/// It works, and is asked again once it is idle.
pub fn converses(agent: &'static Agent) {
    let stage = Stage::prepare(agent);
    let (id, idle) = works(&stage);
    stage.send(&id, "say two");
    stage.shows(&id, "answer-2-two");
    assert_eq!(stage.is(&id, Status::Idle).conversation, idle.conversation);
}

/// It wants to run a command, and a person lets it.
pub fn asks(agent: &'static Agent) {
    let stage = Stage::prepare(agent);
    let made = stage.work.join("made");
    let id = stage.start("run touch made");
    let asking = stage.is(&id, Status::NeedsInput);
    let word = asking.agent_word.unwrap();
    assert_eq!((asking.attention, word.source), (Attention::Permission, Source::Hook));
    assert!(word.message.as_deref().is_some_and(|message| message.contains("touch made")), "{word:?}");
    let mut terminal = stage.attach(&id);
    terminal.expect(agent.offers);
    assert!(!made.exists());
    // The first of what it offers.
    stage.enter_until(&id, &mut terminal, |screen| screen.contains("answer-1-ran"));
    assert!(made.exists());
    assert_eq!(stage.is(&id, Status::Idle).attention, Attention::Finished);
}

/// The machine is lost and comes back, and so does the conversation.
pub fn comes_back(agent: &'static Agent) {
    let stage = Stage::prepare(agent);
    let (id, before) = stage.start_and_finish("say one");
    stage.has_written(&before, "answer-1-one");
    stage.cut_power();
    let script = format!(
        r#"
        cd "$HOME"
        "$HF" start >/dev/null
        "$HF" --json restore
        "$HF" --json restore --all
        "$HF" --json send --when-idle --wait {id} 'say two'
        until "$HF" screen {id} | grep -q 'answer-[0-9]-two'; do :; done
        "$HF" wait {id} --until idle >/dev/null
        "$HF" --json ls --all
        "$HF" screen {id} --lines 200
        "#
    );
    let printed = after_reboot(&stage.sandbox, &script);
    let mut documents = serde_json::Deserializer::from_str(&printed).into_iter::<Value>();
    let [plan, restored, receipt, list] = [(); 4].map(|()| documents.next().unwrap().unwrap());
    let screen = &printed[documents.byte_offset()..];
    let row = &plan["rows"][0];
    let offered = (&row["cause"]["reason"], &row["can"], &row["evidence"]["transcript"], &row["ticked"]);
    assert_eq!(offered, (&"machine_lost".into(), &"resume".into(), &true.into(), &true.into()), "{row}");
    assert!(restored["rows"][0]["error"].is_null(), "{restored}");
    assert!(receipt["picked_up_at"].is_u64(), "{receipt}");
    assert!(screen.contains("answer-2-two"), "it knows what was said before: {screen}");
    let [after] = <[Session; 1]>::try_from(serde_json::from_value::<Vec<Session>>(list).unwrap()).unwrap();
    assert_eq!((after.generation, after.status, after.conversation), (2, Status::Idle, before.conversation));
}

/// A person clears the conversation.
fn clear(stage: &Stage, id: &SessionId) {
    stage.shows(id, "answer-1-one");
    let mut terminal = stage.attach(id);
    terminal.expect("answer-1-one");
    terminal.send(stage.agent.clear);
    stage.shows(id, stage.agent.clear);
    stage.enter_until(id, &mut terminal, |screen| !screen.contains("answer-1-one"));
}

/// A person begins a new conversation in it, and that one comes back.
pub fn clears(agent: &'static Agent) {
    let stage = Stage::prepare(agent);
    let (id, first) = stage.start_and_finish("say one");
    clear(&stage, &id);
    stage.send(&id, "say two");
    stage.shows(&id, "answer-1-two");
    let second = stage.is(&id, Status::Idle).conversation;
    assert!(second.is_some() && second != first.conversation, "{second:?}");
    stage.sandbox.json(&["kill", id.as_str()]);
    stage.sandbox.ok(&["resume", id.as_str()]);
    stage.send(&id, "say three");
    stage.shows(&id, "answer-2-three");
    assert_eq!(stage.is(&id, Status::Idle).conversation, second);
}

/// A person begins a new conversation in it and says nothing there: none of the old one comes back.
pub fn clears_and_no_more(agent: &'static Agent) {
    let stage = Stage::prepare(agent);
    let (id, first) = stage.start_and_finish("say one");
    clear(&stage, &id);
    until("another conversation", || (stage.sandbox.session(&id).conversation != first.conversation).then_some(()));
    stage.sandbox.json(&["kill", id.as_str()]);
    stage.sandbox.ok(&["resume", id.as_str()]);
    stage.shows(&id, agent.greets);
    stage.send(&id, "say two");
    stage.shows(&id, "answer-1-two");
}

/// It is ended before anybody asked it anything, and begins anew.
pub fn begins_anew(agent: &'static Agent) {
    let stage = Stage::prepare(agent);
    let id = starts(&stage);
    stage.sandbox.ok(&["resume", "--fresh", id.as_str()]);
    stage.shows(&id, agent.greets);
    stage.send(&id, "say one");
    stage.shows(&id, "answer-1-one");
}
