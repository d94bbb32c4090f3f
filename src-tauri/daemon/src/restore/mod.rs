//! Bringing sessions back: what could be, what the user decided, and carrying it out. Nothing starts by itself but by policy.

pub mod carry_out;
pub mod decisions;
pub mod last_stop;
pub mod plan;
