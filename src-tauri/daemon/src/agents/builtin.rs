//! The adapters that are compiled in: the text of each.

/// One that is a relative of opencode, with what they have in common.
macro_rules! opencode {
    ($own:literal) => {
        concat!(include_str!($own), include_str!("builtin/opencode-plugin.toml"))
    };
}

/// Each agent's file.
pub(super) const BUILTIN: &[&str] = &[
    include_str!("builtin/agy.toml"),
    include_str!("builtin/aider.toml"),
    include_str!("builtin/amp.toml"),
    include_str!("builtin/auggie.toml"),
    include_str!("builtin/claude-code.toml"),
    include_str!("builtin/cline.toml"),
    include_str!("builtin/codex.toml"),
    include_str!("builtin/continue.toml"),
    include_str!("builtin/copilot.toml"),
    include_str!("builtin/crush.toml"),
    include_str!("builtin/cursor.toml"),
    include_str!("builtin/devin.toml"),
    include_str!("builtin/droid.toml"),
    include_str!("builtin/gemini.toml"),
    include_str!("builtin/goose.toml"),
    include_str!("builtin/grok.toml"),
    opencode!("builtin/kilocode.toml"),
    include_str!("builtin/kimi.toml"),
    include_str!("builtin/kiro.toml"),
    opencode!("builtin/opencode.toml"),
    include_str!("builtin/pi.toml"),
    include_str!("builtin/qwen.toml"),
    include_str!("builtin/vibe.toml"),
];

#[cfg(test)]
#[cfg(unix)]
mod help;
// What is quoted for a shell differs elsewhere.
#[cfg(test)]
#[cfg(unix)]
mod tests;
