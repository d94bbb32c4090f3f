//! End-to-end tests: the real programs, killed for real. Each test has its own home, sockets and time limit, and leaves
//! nothing running. To look at what a test left on disk, set `HOLDFAST_KEEP=1`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agents;
mod archive;
mod attach;
mod awake;
mod bad_input;
mod bounds;
mod commands;
mod contention;
mod daemon_crash;
mod daemon_life;
mod doctor;
mod export;
mod faults;
mod grace;
mod grid;
mod history;
mod hooks;
mod hostile;
mod hosts;
mod idle;
mod journal;
mod notification;
mod notifications;
mod orchestrator;
mod outlook;
mod real_agents;
mod real_programs;
mod reboot;
mod responsive;
mod restore;
mod scopes;
mod search;
mod settings;
mod starts;
mod stop_killed;
mod support;
mod survival;
mod tray;
mod usage;
mod window;
mod workspace;

/// Every file beside this one is a module above: a forgotten one would be a test that never runs.
#[test]
fn no_test_file_is_forgotten() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(here.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(here).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(source.contains(&format!("mod {module};")), "{name} is not listed in main.rs");
        }
    }
}
