//! The agents that Holdfast can run, each as data: a small file says how it is started, resumed, watched and found. It starts
//! nothing, and never touches what the user has set up for an agent.
//!
//! ```text
//! builtin/*.toml, <config>/agents/*.toml ─▶ format ─▶ catalogue ─▶ adapter ─▶ invocation: argv, environment, files
//! ```

mod adapter;
mod bad_wish;
mod builtin;
mod catalogue;
mod codex_trust;
mod content;
mod format;
mod invocation;
mod locate;
pub mod merge;
mod own_file;
mod past;
mod pattern;
mod probe;
pub mod project;
mod prompt;
mod store;
mod template;
mod transcript;

pub use adapter::{Adapter, PromptBy};
pub use bad_wish::BadWish;
pub use catalogue::{Catalogue, Problem};
pub use format::{Learning, Mode};
pub use invocation::{Content, Invocation, OwnFile, ProjectFile, Wish};
pub use locate::{home, locate};
pub use own_file::write as write_own_files;
pub use past::{Candidate, Past};
pub use probe::{Found, Versions};
pub use store::Learned;
pub use transcript::{Presence, Transcript};
