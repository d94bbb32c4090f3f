//! Claude Code.

use protocol::session::{Attention, Status};
use serde_json::json;

use super::agent::{Agent, Home};
use super::paths;
use super::stage::Stage;

/// Of which Claude Code looks at the last twenty characters, once a person has approved of the key.
const KEY: &str = "holdfast-key-that-opens-nothing";

pub const CLAUDE_CODE: Agent = Agent { id: "claude-code", greets: "Welcome", offers: "Yes", clear: "/clear", prepare };

/// As a person leaves it who has been through its first start, approved of the key and trusted the directory.
fn prepare(home: &Home) -> Vec<(&'static str, String)> {
    let approved = &KEY[KEY.len() - 20..];
    let document = json!({
        "hasCompletedOnboarding": true,
        "customApiKeyResponses": { "approved": [approved], "rejected": [] },
        "projects": { home.work.to_str().unwrap(): { "hasTrustDialogAccepted": true } },
    });
    home.write(".claude.json", &document.to_string());
    vec![("ANTHROPIC_BASE_URL", home.model.url()), ("ANTHROPIC_API_KEY", KEY.to_owned())]
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn claude_code_tells_what_it_does_and_takes_prompts_once_it_is_idle() {
    paths::converses(&CLAUDE_CODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn claude_code_asks_for_leave_and_goes_on_once_a_person_gave_it() {
    paths::asks(&CLAUDE_CODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn the_conversation_of_claude_code_goes_on_after_a_reboot() {
    paths::comes_back(&CLAUDE_CODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn a_cleared_conversation_of_claude_code_is_the_one_that_comes_back() {
    paths::clears(&CLAUDE_CODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn claude_code_that_was_never_asked_anything_begins_anew() {
    paths::begins_anew(&CLAUDE_CODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn a_conversation_of_claude_code_that_was_cleared_and_not_begun_comes_back_empty() {
    paths::clears_and_no_more(&CLAUDE_CODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn a_sub_agent_of_claude_code_that_wants_leave_keeps_the_session_waiting() {
    let stage = Stage::prepare(&CLAUDE_CODE);
    let id = stage.start("delegate run touch made");
    let asking = stage.is(&id, Status::NeedsInput);
    let word = asking.agent_word.unwrap();
    assert_eq!(asking.attention, Attention::Permission);
    assert!(word.why.contains("a sub-agent's hook"), "{word:?}");
    let mut terminal = stage.attach(&id);
    terminal.expect(CLAUDE_CODE.offers);
    stage.enter_until(&id, &mut terminal, |screen| screen.contains("answer-1-done"));
    assert!(stage.work.join("made").exists());
    let idle = stage.is(&id, Status::Idle);
    assert_eq!(idle.conversation, asking.conversation, "the sub-agent's is not its own");
}
