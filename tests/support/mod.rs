//! What the tests stand on: a home of their own, the programs, terminals, waiting for events.

pub mod counter;
pub mod desktop;
pub mod programs;
pub mod raw;
pub mod sandbox;
pub mod terminal;
pub mod wait;

pub use raw::Raw;
pub use sandbox::Sandbox;
pub use terminal::Terminal;
pub use wait::{LIMIT, pass, until};
