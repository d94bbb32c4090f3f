//! Codex.

use super::agent::{Agent, Home};
use super::paths;

pub const CODEX: Agent = Agent { id: "codex", greets: "OpenAI Codex", offers: "Yes", clear: "/clear", prepare };

/// As a person leaves it who has a provider of their own and has trusted the directory.
fn prepare(home: &Home) -> Vec<(&'static str, String)> {
    let (url, work) = (home.model.url(), home.work.display());
    let text = format!(
        r#"model = "gpt-5"
model_provider = "ours"
check_for_update_on_startup = false

[model_providers.ours]
name = "ours"
base_url = "{url}/v1"
wire_api = "responses"

[projects."{work}"]
trust_level = "trusted"
"#
    );
    home.write(".codex/config.toml", &text);
    Vec::new()
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn codex_tells_what_it_does_and_takes_prompts_once_it_is_idle() {
    paths::converses(&CODEX);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn codex_asks_for_leave_and_goes_on_once_a_person_gave_it() {
    paths::asks(&CODEX);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn the_conversation_of_codex_goes_on_after_a_reboot() {
    paths::comes_back(&CODEX);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn a_cleared_conversation_of_codex_is_the_one_that_comes_back() {
    paths::clears(&CODEX);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn codex_that_was_never_asked_anything_begins_anew() {
    paths::begins_anew(&CODEX);
}
