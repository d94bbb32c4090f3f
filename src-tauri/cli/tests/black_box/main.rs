//! The program as others see it: words in, output and exit codes out, against scripted daemons and hosts.
//! Nothing here starts a real one.
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod fake;
mod hooks;
mod printing;
mod pty;
mod sandbox;
mod starting_and_stopping;
mod waiting;
