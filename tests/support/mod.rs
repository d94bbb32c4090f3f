//! What the tests stand on: a home of their own, the programs, terminals, waiting for events.

pub mod agents;
pub mod bus;
pub mod counter;
pub mod desktop;
pub mod dragging;
pub mod dunst;
pub mod file_manager;
pub mod hanging;
pub mod many;
pub mod model;
pub mod namespace;
pub mod notifications;
pub mod page;
pub mod programs;
pub mod puppet;
pub mod raw;
pub mod sandbox;
pub mod small_disk;
pub mod systemd;
pub mod terminal;
pub mod timeline;
pub mod wait;
pub mod webdriver;
pub mod windows;
pub mod xfce;

pub use raw::Raw;
pub use sandbox::Sandbox;
pub use small_disk::SmallDisk;
pub use terminal::Terminal;
pub use wait::{LIMIT, pass, until, until_ok};
