//! One file per command: ask, then print. What is asked and what is printed is the same for people and programs.

pub mod archive;
pub mod attach;
pub mod completions;
pub mod doctor;
pub mod export;
pub mod hook;
pub mod kill;
pub mod logs;
pub mod ls;
pub mod new;
pub mod notifications;
pub mod queue;
pub mod rename;
pub mod restore;
pub mod resume;
pub mod rm;
pub mod screen;
pub mod search;
pub mod send;
pub mod show;
pub mod start;
pub mod status;
pub mod stop;
pub mod unarchive;
pub mod wait;
