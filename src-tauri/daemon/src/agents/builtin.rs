//! The adapters that are compiled in: the text of each.

/// Each agent's file.
pub(super) const BUILTIN: &[&str] = &[include_str!("builtin/claude-code.toml"), include_str!("builtin/codex.toml")];

// What is quoted for a shell differs elsewhere.
#[cfg(all(test, unix))]
mod tests;
