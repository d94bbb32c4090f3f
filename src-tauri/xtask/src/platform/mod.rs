//! What differs between systems for xtask: becoming another program. Nothing else may ask which system this is here.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::become_program;
#[cfg(windows)]
pub use windows::become_program;
