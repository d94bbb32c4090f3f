//! Failure tests of what the daemon changes on disk, in this process: each change fails at each of its steps, is looked at
//! by many at once, and is cut off by a power cut after each step. A release build has none of it.

mod changes;
mod looks;
mod power;
mod scene;
mod steps;
mod tails;
mod turns;
