//! A corner of the system where files can be made to look different or to resist, for the processes of one script only.

use std::process::{Command, Stdio};

use super::programs::program;
use super::sandbox::{Sandbox, output_within};
use super::wait::LIMIT;

/// Runs `script` in a mount namespace of its own, in the home of `sandbox` and with `$HF` as `holdfast`. Returns what it
/// printed.
///
/// # Panics
/// Where it fails, or does not end in time.
pub fn apart(sandbox: &Sandbox, script: &str) -> String {
    let mut command = Command::new("unshare");
    sandbox.apply(&mut command);
    command.args(["-rm", "sh", "-ec", script]).env("HF", program("holdfast")).current_dir("/");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = output_within(child, LIMIT * 4, "the script");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}
