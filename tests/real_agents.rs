//! Agents as they are published, against a model of ours: launched, conversed with, asked for leave, and brought back. They run
//! by `cargo xtask test --real-agents`, which installs the programs and gives them a network of nothing but loopback.

mod agent;
mod claude_code;
mod codex;
mod gemini;
mod opencode;
mod paths;
mod stage;
