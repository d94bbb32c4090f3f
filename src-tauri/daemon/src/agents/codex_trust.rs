//! What codex must be told so that it runs the hooks that it is given: a checksum of each. Without it they are left out
//! silently until a person approves them; its own way around, `--dangerously-bypass-hook-trust`, would let the hooks of any
//! project run as well. Pure.

use serde_json::json;
use sha2::{Digest as _, Sha256};

/// Where codex thinks that hooks of the command line come from.
const ORIGIN: &str = "/<session-flags>/config.toml";
/// How long codex waits for a hook, in seconds. The checksum is over it, so it must be as in `codex.toml`; of some events
/// codex cuts it to this.
const TIMEOUT: u32 = 3;

/// A TOML table of what is trusted, one hook for each event.
pub(super) fn table(hooks: impl Iterator<Item = (String, String)>) -> String {
    let trusted = hooks.map(|(event, command)| {
        let event = snake(&event);
        format!("\"{ORIGIN}:{event}:0:0\"={{trusted_hash=\"{}\"}}", checksum(&event, &command))
    });
    format!("{{{}}}", trusted.collect::<Vec<_>>().join(","))
}

/// The checksum of one hook: over its JSON without blanks, its keys in order.
fn checksum(event: &str, command: &str) -> String {
    let hook = json!({"async": false, "command": command, "timeout": TIMEOUT, "type": "command"});
    let digest = Sha256::digest(json!({"event_name": event, "hooks": [hook]}).to_string());
    digest.iter().fold("sha256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// `SessionStart` as `session_start`.
fn snake(event: &str) -> String {
    let mut snake = String::new();
    for char in event.chars() {
        if char.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(char.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_as_codex_makes_it() {
        // As codex 0.171 tells it of such a hook.
        let told = "sha256:a5c004c961226f9446832ffd4713c9a952b1b2be25a24b433950f2394329255b";
        assert_eq!(checksum("interrupt", "x"), told);
    }

    #[test]
    fn events_are_named_as_codex_names_them() {
        assert_eq!(["Stop", "PreToolUse"].map(snake), ["stop", "pre_tool_use"]);
    }
}
