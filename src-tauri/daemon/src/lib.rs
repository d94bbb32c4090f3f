//! The supervisor of all sessions: registry, adoption, ends, restore, events.
//! It never sees terminal bytes, never signals a session's program while its host lives, and its own shutdown
//! reaches no session: `leave` is built from parts that have no way to stop one.
//!
//! ```text
//! server ─▶ connection ─▶ handlers ─▶ registry ─▶ session (one task each, changes to it are serialized) ─▶ host
//! ```
//!
//! Lock order: `daemon.lock`, then a `host.lock`. The registry's mutex is held for memory only: never across a spawn,
//! a socket or an `.await`.

pub mod adopt;
pub mod agents;
pub mod args;
pub mod awake;
mod bounded;
pub mod claim;
pub mod connection;
pub mod context;
pub mod environment;
pub mod examine;
pub mod farewells;
pub mod files;
pub mod git;
pub mod handlers;
pub mod journal;
mod last_words;
pub mod leave;
mod litter;
pub mod notifications;
pub mod old_programs;
pub mod orchestrators;
pub mod platform;
pub mod program;
pub mod project;
pub mod prospects;
pub mod refresh;
pub mod registry;
pub mod rest;
pub mod restore;
pub mod roles;
pub mod run;
pub mod server;
pub mod session;
pub mod settings;
pub mod space;
pub mod standing;
pub mod subscription;
pub mod survival;
mod together;
pub mod turns;
pub mod usage;
pub mod watchdog;
pub mod workers;
