//! What two Holdfast processes must agree on: wire types, frames, transport, client, and where things lie.
//! It decides nothing about sessions, and a thing enters only if two programs must agree on it.
//!
//! ```text
//! shell ─┐
//! cli  ──┼─ control ─▶ daemon ─ control ─▶ host × N
//!        └─ attach: terminal bytes ──────▶ host
//! ```
//!
//! Rules for changing a message, because hosts outlive the app that started them:
//! a field once shipped keeps its name and meaning; a new field has a default; an unknown field, event or frame kind
//! is skipped; an unknown request is answered with `unknown_request`; a frame that was ever shipped lives on
//! in `testdata/` as a golden file.

pub mod agent;
pub mod client;
pub mod end;
pub mod envelope;
pub mod error;
pub mod event;
pub mod examine;
pub mod frame;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
#[cfg(test)]
mod golden;
pub mod headline;
pub mod hello;
pub mod host;
pub mod id;
pub mod launch;
pub mod log;
pub mod notification;
pub mod paths;
pub mod plan;
pub mod platform;
pub mod queue;
pub mod requests;
pub mod search;
pub mod session;
pub mod text;
pub mod timeline;
pub mod transport;
mod utc;

pub use utc::utc;

/// The oldest protocol that this build still speaks.
pub const PROTOCOL_MIN: u32 = 1;
/// The newest protocol that this build speaks.
pub const PROTOCOL_MAX: u32 = 1;
/// The version of this build, as shown to people. Whoever makes packages may set it: `cargo xtask bundle --version`.
pub const VERSION: &str = match option_env!("HOLDFAST_VERSION") {
    Some(version) => version,
    None => env!("CARGO_PKG_VERSION"),
};
