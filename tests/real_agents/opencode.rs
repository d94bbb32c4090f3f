//! opencode.

use serde_json::json;

use super::agent::{Agent, Home};
use super::paths;

pub const OPENCODE: Agent =
    Agent { id: "opencode", greets: "Ask anything", offers: "Allow once", clear: "/new", prepare };

/// As a person leaves it who has set up a provider and a model, and wants to be asked before a command is run.
fn prepare(home: &Home) -> Vec<(&'static str, String)> {
    let model = "anthropic/claude-sonnet-4-5";
    let options = json!({ "baseURL": format!("{}/v1", home.model.url()), "apiKey": "opens-nothing" });
    let settings = json!({
        "model": model,
        "small_model": model,
        "provider": { "anthropic": { "options": options } },
        "permission": { "bash": "ask" },
        "autoupdate": false,
    });
    home.write(".config/opencode/opencode.json", &settings.to_string());
    // It would wait for what cannot be reached from here, again and again.
    let without = ["OPENCODE_DISABLE_MODELS_FETCH", "OPENCODE_DISABLE_DEFAULT_PLUGINS", "npm_config_offline"];
    without.map(|name| (name, "true".to_owned())).into()
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn opencode_tells_what_it_does_and_takes_prompts_once_it_is_idle() {
    paths::converses(&OPENCODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn opencode_asks_for_leave_and_goes_on_once_a_person_gave_it() {
    paths::asks(&OPENCODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn the_conversation_of_opencode_goes_on_after_a_reboot() {
    paths::comes_back(&OPENCODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn a_cleared_conversation_of_opencode_is_the_one_that_comes_back() {
    paths::clears(&OPENCODE);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn opencode_that_was_never_asked_anything_begins_anew() {
    paths::begins_anew(&OPENCODE);
}
