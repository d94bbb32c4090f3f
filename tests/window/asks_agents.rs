//! Agents in the window: started, asked, restarted and resumed by its fields and buttons.

use protocol::id::SessionId;
use protocol::session::Status;

use super::Scene;
use crate::support::page::ENTER;
use crate::support::{agents, until};

impl Scene {
    /// Starts an agent in the window, with this as its prompt.
    fn begin(&mut self, prompt: &str) -> SessionId {
        agents::install(&self.sandbox);
        self.page.click("new-session");
        self.page.click("agent-fake");
        self.page.click("new-prompt");
        self.page.type_text(prompt);
        self.page.click("new-start");
        self.page.gone("new-session-dialog");
        let id = self.sandbox.sessions().pop().unwrap().id;
        self.page.until_attached(&id);
        until("it took its prompt up", || self.sandbox.session(&id).agent_word?.picked_up_at);
        id
    }

    /// Writes a prompt on the line below the terminal and enters it.
    fn ask(&mut self, prompt: &str) {
        self.page.click("composer");
        self.page.type_text(&format!("{prompt}{ENTER}"));
    }
}

#[test]
fn a_prompt_written_while_an_agent_works_waits_in_sight_and_is_delivered() {
    let mut scene = Scene::new();
    let file = scene.sandbox.dir().join("go");
    let id = scene.begin(&format!("work {}", file.display()));
    scene.page.says("composer-send", "Queue");
    scene.ask("say delivered");
    scene.page.says("prompt-1", "say delivered");
    scene.page.says(&format!("queued-{id}"), "1 queued");
    assert!(!scene.page.screen().contains("delivered"), "nothing is typed into what works");

    std::fs::write(file, "").unwrap();
    scene.page.shows("you: say delivered");
    scene.page.gone("queue");
    scene.page.gone(&format!("queued-{id}"));
    scene.page.says("receipt", "Taken up");
    scene.page.says("composer-send", "Send");
    scene.ask("say at once");
    scene.page.shows("you: say at once");
    let conversation = agents::wait_until_idle(&scene.sandbox, &id).conversation.unwrap();
    assert_eq!(agents::said(&scene.sandbox, &conversation)[1..], ["say delivered", "say at once"]);
}

#[test]
fn what_an_agent_asks_stands_in_its_row_and_no_prompt_answers_it() {
    let mut scene = Scene::new();
    let id = scene.begin("permission");
    scene.sandbox.wait_for(&id, Status::NeedsInput);
    scene.page.says("status", "Needs permission");
    scene.page.says(&format!("session-{id}"), "Permission");
    scene.ask("say later");
    scene.page.says("prompt-1", "say later");
    assert_eq!(scene.sandbox.session(&id).status, Status::NeedsInput);
    scene.page.select(&id);
    scene.page.type_text("y");
    scene.page.shows("you: say later");
    let conversation = agents::wait_until_idle(&scene.sandbox, &id).conversation.unwrap();
    assert_eq!(agents::said(&scene.sandbox, &conversation), ["permission", "answered y", "say later"]);
    scene.page.click("status");
    scene.page.says("conversation", &conversation);
}

#[test]
fn an_agent_is_restarted_once_idle_and_resumed_after_its_end() {
    let mut scene = Scene::new();
    let file = scene.sandbox.dir().join("go");
    let id = scene.begin(&format!("work {}", file.display()));
    scene.page.click("restart");
    scene.page.click("restart-when-idle");
    scene.page.says("restart-waits", "Restarts when idle");
    assert_eq!(scene.sandbox.session(&id).generation, 1, "what is at work is left alone");
    std::fs::write(file, "").unwrap();
    until("its next run", || (scene.sandbox.session(&id).generation == 2).then_some(()));
    scene.page.gone("restart-waits");
    scene.page.until_attached(&id);
    scene.page.shows("before: work");

    scene.page.click("end");
    scene.page.click("end-now");
    scene.page.says("resume", "Resume conversation");
    let conversation = scene.sandbox.session(&id).conversation;
    scene.page.click("resume");
    scene.page.gone("end-bar");
    scene.page.shows("before: work");
    let resumed = scene.sandbox.wait_for(&id, Status::Running);
    assert_eq!((resumed.generation, &resumed.conversation), (3, &conversation));
    scene.ask("say more");
    scene.page.shows("you: say more");
    agents::wait_until_idle(&scene.sandbox, &id);

    scene.page.click("end");
    scene.page.click("end-now");
    scene.page.says("end-bar", "Stopped by you");
    std::fs::remove_file(agents::transcript(scene.sandbox.dir(), &conversation.unwrap())).unwrap();
    scene.page.click("resume");
    scene.page.says("why-not", "conversation");
    scene.page.click("start-again");
    scene.page.gone("end-bar");
    // It is asked once more what it was made to ask.
    let anew = agents::wait_until_idle(&scene.sandbox, &id);
    assert_eq!(anew.generation, 4);
    assert_ne!(anew.conversation, resumed.conversation);
}
