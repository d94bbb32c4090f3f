//! The programs under test: those that cargo built beside this test binary.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The path of a program; the programs are built first if this is the first question.
pub fn program(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(build).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Nothing happens here when they are fresh.
fn build() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let directory = own.parent().and_then(|deps| deps.parent()).unwrap().to_owned();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "-p", "daemon", "-p", "host", "-p", "cli"]);
    if directory.ends_with("release") {
        cargo.arg("--release");
    }
    let status = cargo.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).status().unwrap();
    assert!(status.success(), "building the programs");
    directory
}
