//! The real program in a directory of its own: what a daemon and clients see of it.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod agents;
mod attaching;
mod ends;
mod lasting;
mod peers;
mod replaying;
mod sandbox;
mod starting;
mod stopping;
mod terminal;
