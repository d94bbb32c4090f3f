//! Every command for real: what it does, what it prints for programs and people, and with which code it exits.

mod asking;
mod ending;
mod exits;
mod logs;
mod starting;
mod stopping;
