//! What the tests stand on: a home of their own, the programs, terminals, waiting for events.

pub mod programs;
pub mod sandbox;
pub mod terminal;
pub mod wait;

pub use sandbox::Sandbox;
pub use terminal::Terminal;
pub use wait::{LIMIT, pass, until};
