//! The desktop's clipboard, text only. It reads nothing unasked.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod platform;
#[cfg(not(target_os = "linux"))]
#[path = "other.rs"]
mod platform;

pub use platform::{hand_over, read, write};
