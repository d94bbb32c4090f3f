//! Bad input: whatever arrives at a socket or lies on the disk, what is damaged says so, nothing is overwritten, and
//! everybody else goes on.

mod arguments;
mod disk;
mod frames;
mod records;
mod root;
mod strangers;
