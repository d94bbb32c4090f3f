//! Agents from launch to resume: which there are, what they are started as, what is known of them, and that their conversations
//! come back under the same session, once.

mod launching;
mod listing;
mod queueing;
mod resuming;
