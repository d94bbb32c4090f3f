//! Snapshots of whatever a program may write, at any point of it.
