//! opencode.

use serde_json::json;

use super::agent::{Agent, Home};
use super::paths;
use super::stage::Stage;

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
fn opencode_is_listed_shows_itself_and_is_ended() {
    paths::starts(&Stage::prepare(&OPENCODE));
}

#[test]
#[ignore = "needs the real program: cargo xtask test --real-agents"]
fn opencode_tells_that_it_works_and_that_it_is_done() {
    paths::works(&Stage::prepare(&OPENCODE));
}
