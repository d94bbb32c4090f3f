//! Faults by the number of the operation on the disk, in the real programs: killed at it, refused it, stopped at it. Only in
//! builds with debug assertions; a release build heeds none of them, and the tests that need them are not there.

#[cfg(debug_assertions)]
mod commands;
mod descriptors;
#[cfg(debug_assertions)]
mod hosts;
#[cfg(debug_assertions)]
mod kills;
#[cfg(debug_assertions)]
mod read_only;
#[cfg_attr(not(debug_assertions), allow(dead_code, reason = "the faults that it sets are heeded in debug builds only"))]
mod stage;
mod table;
