//! Whether a program can be started: looked up as `execvp` would, so that a typing error is told before anything is made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protocol::error::{ErrorCode, WireError};

use crate::platform::{self, is_executable};

/// Finds the program that `name` stands for.
///
/// # Errors
/// `program_missing` where there is none, or it may not be run.
pub fn find(name: &str, cwd: &Path, environment: &BTreeMap<String, String>) -> Result<PathBuf, WireError> {
    if platform::is_path(name) {
        let path = cwd.join(name);
        return if is_executable(&path) { Ok(path) } else { Err(missing(&path.display().to_string())) };
    }
    let path = environment.get("PATH").map_or(platform::DEFAULT_PATH, String::as_str);
    let found = std::env::split_paths(path).map(|dir| cwd.join(dir).join(name)).find(|path| is_executable(path));
    found.ok_or_else(|| missing(name))
}

/// Whether a program can be found from a directory with the daemon's own PATH. The login shell's is what a start would
/// use; asking for it takes long, and this one is close.
pub fn seems_there(name: &str, cwd: &Path) -> bool {
    let own = std::env::var("PATH").map(|path| ("PATH".to_owned(), path));
    find(name, cwd, &own.into_iter().collect()).is_ok()
}

/// The user's shell: what the environment says, else what always is there.
pub fn shell(environment: &BTreeMap<String, String>) -> String {
    let named = environment.get("SHELL").filter(|shell| is_executable(Path::new(shell)));
    named.cloned().unwrap_or_else(|| platform::DEFAULT_SHELL.to_owned())
}

fn missing(name: &str) -> WireError {
    WireError::new(ErrorCode::ProgramMissing, format!("the program {name} is not there or may not be run"))
        .hint("check its spelling and the PATH that the session gets")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_by_path_and_by_name() {
        let environment = BTreeMap::from([("PATH".to_owned(), "/bin:/usr/bin".to_owned())]);
        assert!(find("sh", Path::new("/"), &environment).is_ok());
        assert!(find("/bin/sh", Path::new("/"), &environment).is_ok());
        for name in ["no-such-program", "/etc/passwd", "./sh"] {
            assert_eq!(
                find(name, Path::new("/tmp"), &environment).unwrap_err().code,
                ErrorCode::ProgramMissing,
                "{name}"
            );
        }
    }
}
