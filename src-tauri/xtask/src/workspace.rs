//! Where things lie in this checkout. It only names places and creates nothing.

use std::env;
use std::path::{Path, PathBuf};

/// Returns the top of the checkout. Cargo rebuilds xtask when a checkout moves, so the compiled-in path is true.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("xtask lies two folders below the root")
}

/// Returns the folder that Cargo builds into, wherever the user has set it: xtask itself lies in it.
pub fn target() -> PathBuf {
    let own = env::current_exe().ok();
    own.as_deref().and_then(|exe| exe.parent()?.parent()).map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// Returns the folder of the UI's npm project.
pub fn ui() -> PathBuf {
    root().join("ui")
}
