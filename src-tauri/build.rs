//! Compiles tauri.conf.json into the shell, and leaves nothing behind in the source tree.

use std::fs;

fn main() {
    tauri_build::build();
    // An editor's aid for capability files, of which there are none; the compiler reads its copy in OUT_DIR.
    fs::remove_dir_all("gen").ok();
}
