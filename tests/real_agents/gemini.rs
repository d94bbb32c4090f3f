//! Gemini CLI.

use serde_json::json;

use super::agent::{Agent, Home};
use super::paths;

pub const GEMINI: Agent =
    Agent { id: "gemini", greets: "Type your message", offers: "Allow once", clear: "/clear", prepare };

/// As a person leaves it who has chosen how to sign in, and a model, and has trusted the directory.
fn prepare(home: &Home) -> Vec<(&'static str, String)> {
    let settings = json!({
        "security": { "auth": { "selectedType": "gemini-api-key" } },
        "model": { "name": "gemini-2.5-flash" },
        "general": { "disableAutoUpdate": true },
    });
    home.write(".gemini/settings.json", &settings.to_string());
    home.write(".gemini/trustedFolders.json", &json!({ home.work.to_str().unwrap(): "TRUST_FOLDER" }).to_string());
    vec![("GOOGLE_GEMINI_BASE_URL", home.model.url()), ("GEMINI_API_KEY", "opens-nothing".to_owned())]
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn gemini_tells_what_it_does_and_takes_prompts_once_it_is_idle() {
    paths::converses(&GEMINI);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn gemini_asks_for_leave_and_goes_on_once_a_person_gave_it() {
    paths::asks(&GEMINI);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn the_conversation_of_gemini_goes_on_after_a_reboot() {
    paths::comes_back(&GEMINI);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn a_cleared_conversation_of_gemini_is_the_one_that_comes_back() {
    paths::clears(&GEMINI);
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn gemini_that_was_never_asked_anything_begins_anew() {
    paths::begins_anew(&GEMINI);
}
