//! Windows: no console window and a process group of its own; files inherit the directory's access list.
//! Checked to compile; not yet seen to run.

use std::fs::OpenOptions;
use std::os::windows::process::CommandExt as _;
use std::process::Command;

const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
const CREATE_NO_WINDOW: u32 = 0x0800_0000;

/// Has the process start without a console window.
pub fn detach(command: &mut Command) {
    command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
}

/// The user's data directory is private by its inherited access list.
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
