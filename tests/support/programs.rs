//! The programs under test: those that cargo built beside this test binary.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The path of a program; the programs are built first if this is the first question.
pub fn program(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<PathBuf> = OnceLock::new();
    DIRECTORY.get_or_init(build).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The path of the app. It is not built here: that takes the UI and the libraries of a desktop.
pub fn app() -> PathBuf {
    let app = program("holdfast-desktop");
    assert!(app.is_file(), "the app is not built: cargo build -p shell --features tauri/custom-protocol");
    app
}

/// The driver of the app's window: where `cargo xtask test` installs it, else wherever it is found.
pub fn tauri_driver() -> PathBuf {
    let installed = program("tauri-driver").with_file_name("../tools/bin/tauri-driver");
    if installed.is_file() { installed } else { PathBuf::from("tauri-driver") }
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
