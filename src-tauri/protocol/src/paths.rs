//! Where everything lies, and whether the root may be trusted. It creates directories and nothing else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{ErrorCode, WireError};
use crate::id::{Generation, SessionId};
use crate::transport::MAX_SOCKET_PATH;

/// The longest name of a socket, with its slash: eight digits, a dash, a generation, `.replay.sock`.
const SOCKET_NAME: usize = 32;

/// The root directory, checked. Every path of ours is made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    dir: PathBuf,
    run: PathBuf,
}

/// Where the root is: `$HOLDFAST_HOME`, else `holdfast` in the user's data directory.
///
/// # Errors
/// `bad_root` where neither is known, or the variable holds no absolute path.
pub fn locate() -> Result<PathBuf, WireError> {
    let dir = match std::env::var_os("HOLDFAST_HOME").filter(|home| !home.is_empty()) {
        Some(home) => PathBuf::from(home),
        None => {
            default_dir().ok_or_else(|| bad("no data directory is known for this user").hint("set HOLDFAST_HOME"))?
        }
    };
    if dir.is_absolute() {
        Ok(dir)
    } else {
        Err(bad(format!("HOLDFAST_HOME is not an absolute path: {}", dir.display())))
    }
}

/// Where the root is unless `$HOLDFAST_HOME` says otherwise. `None` where no data directory is known for this user.
pub fn default_dir() -> Option<PathBuf> {
    Some(dirs::data_local_dir()?.join("holdfast"))
}

impl Root {
    /// Opens a root, creating it where it is absent.
    ///
    /// # Errors
    /// `bad_root` where it is a symlink, no directory, another user's or open to others; `path_too_long`; `io`.
    pub fn open(dir: &Path) -> Result<Self, WireError> {
        create_private(dir, true)?;
        check(dir)?;
        let run = socket_directory(dir)?;
        create_private(&run, false)?;
        check(&run)?;
        for name in ["sessions", "bin", "log", "app"] {
            create_private(&dir.join(name), false)?;
        }
        Ok(Self { dir: dir.to_owned(), run })
    }

    /// As [`Self::open`], but leaves an absent root absent.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn peek(dir: &Path) -> Result<Option<Self>, WireError> {
        match fs::symlink_metadata(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            _ => {
                check(dir)?;
                Ok(Some(Self { dir: dir.to_owned(), run: socket_directory(dir)? }))
            }
        }
    }

    /// The root itself.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
    /// Held by the daemon for its life.
    pub fn daemon_lock(&self) -> PathBuf {
        self.dir.join("daemon.lock")
    }
    /// The daemon's run file.
    pub fn daemon_json(&self) -> PathBuf {
        self.dir.join("daemon.json")
    }
    /// The daemon's socket.
    pub fn daemon_socket(&self) -> PathBuf {
        self.run.join("daemon.sock")
    }
    /// The record of the last full stop.
    pub fn last_stop(&self) -> PathBuf {
        self.dir.join("last-stop.json")
    }
    /// What was noted before the system was shut down or the user logged out.
    pub fn farewells(&self) -> PathBuf {
        self.dir.join("farewells.json")
    }
    /// What the user decided about restore plans.
    pub fn decisions(&self) -> PathBuf {
        self.dir.join("decisions.json")
    }
    /// Copies of our programs, a directory per version.
    pub fn bin(&self) -> PathBuf {
        self.dir.join("bin")
    }
    /// The daemon's audit trail.
    pub fn journal(&self) -> PathBuf {
        self.dir.join("journal")
    }
    /// What people were told.
    pub fn notifications(&self) -> PathBuf {
        self.dir.join("notifications")
    }
    /// Logs of our programs.
    pub fn log(&self) -> PathBuf {
        self.dir.join("log")
    }
    /// The app's own files.
    pub fn app(&self) -> PathBuf {
        self.dir.join("app")
    }
    /// Images that were pasted in the app.
    pub fn images(&self) -> PathBuf {
        self.app().join("images")
    }
    /// The socket by which a second start of the app finds the first.
    pub fn app_socket(&self) -> PathBuf {
        self.run.join("app.sock")
    }
    /// All sessions.
    pub fn sessions(&self) -> PathBuf {
        self.dir.join("sessions")
    }
    /// One session.
    pub fn session(&self, id: &SessionId) -> PathBuf {
        self.sessions().join(id.as_str())
    }
    /// One run of a session.
    pub fn generation(&self, id: &SessionId, generation: Generation) -> PathBuf {
        self.session(id).join(generation.to_string())
    }
    /// The socket of the host of one run.
    pub fn host_socket(&self, id: &SessionId, generation: Generation) -> PathBuf {
        self.run.join(format!("{}-{generation}.sock", id.short()))
    }
    /// The socket of the replay of one ended run.
    pub fn replay_socket(&self, id: &SessionId, generation: Generation) -> PathBuf {
        self.run.join(format!("{}-{generation}.replay.sock", id.short()))
    }
    /// Whether this is the root that is used where nobody says otherwise.
    pub fn is_default(&self) -> bool {
        default_dir().is_some_and(|dir| dir == self.dir)
    }
    /// Where the user's own files lie: in the configuration directory, or under a root that is not the default one.
    pub fn config(&self) -> PathBuf {
        match dirs::config_dir().filter(|_| self.is_default()) {
            Some(dir) => dir.join("holdfast"),
            None => self.dir.join("config"),
        }
    }
    /// The user's settings file.
    pub fn settings(&self) -> PathBuf {
        self.config().join("settings.toml")
    }
}

/// The directory of sockets: `run` in the root where a socket's path fits there, else a short one of this
/// root's own. Run files record the whole path, so nobody has to guess it.
fn socket_directory(dir: &Path) -> Result<PathBuf, WireError> {
    let run = dir.join("run");
    if run.as_os_str().len() + SOCKET_NAME <= MAX_SOCKET_PATH {
        return Ok(run);
    }
    platform::short_directory(dir).ok_or_else(|| {
        WireError::new(
            ErrorCode::PathTooLong,
            format!("the path of the root is too long for a socket: {}", dir.display()),
        )
        .hint("set HOLDFAST_HOME to a shorter path")
    })
}

/// Creates one directory, open to this user only.
///
/// # Errors
/// `AlreadyExists`, or whatever the file system says.
pub fn create_private_directory(dir: &Path) -> io::Result<()> {
    platform::create_dir_private(dir)
}

/// As [`create_private_directory`]; one that exists is left as it is.
///
/// # Errors
/// Whatever the file system says.
pub fn ensure_private_directory(dir: &Path) -> io::Result<()> {
    match create_private_directory(dir) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Creates a directory open to this user only; one that exists is left as it is.
fn create_private(dir: &Path, with_parents: bool) -> Result<(), WireError> {
    let failed =
        |error: &io::Error| bad(format!("creating {}: {error}", dir.display())).hint("choose another HOLDFAST_HOME");
    if with_parents && let Some(parent) = dir.parent() {
        fs::create_dir_all(parent).map_err(|error| failed(&error))?;
    }
    ensure_private_directory(dir).map_err(|error| failed(&error))
}

fn check(dir: &Path) -> Result<(), WireError> {
    let meta = fs::symlink_metadata(dir)
        .map_err(|error| bad(format!("looking at {}: {error}", dir.display())).hint("choose another HOLDFAST_HOME"))?;
    if meta.file_type().is_symlink() {
        return Err(
            bad(format!("{} is a symbolic link", dir.display())).hint("set HOLDFAST_HOME to the directory itself")
        );
    }
    if !meta.is_dir() {
        return Err(bad(format!("{} is not a directory", dir.display())).hint("set HOLDFAST_HOME to a directory"));
    }
    platform::check_private(dir, &meta)
}

fn bad(message: impl Into<String>) -> WireError {
    WireError::new(ErrorCode::BadRoot, message)
}

#[cfg(unix)]
mod platform {
    use std::fs::{DirBuilder, Metadata};
    use std::io;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
    use std::path::{Path, PathBuf};

    use super::{WireError, bad};
    use crate::transport::own_uid;

    pub(super) fn create_dir_private(dir: &Path) -> io::Result<()> {
        DirBuilder::new().mode(0o700).create(dir)
    }

    /// Even root works only in a directory of its own: else it would act on what another user can rewrite.
    pub(super) fn check_private(dir: &Path, meta: &Metadata) -> Result<(), WireError> {
        if meta.uid() != own_uid() {
            let message = format!("{} belongs to user {}, not to user {}", dir.display(), meta.uid(), own_uid());
            return Err(bad(message).hint("set HOLDFAST_HOME to a directory of your own"));
        }
        if meta.mode() & 0o022 != 0 {
            let message = format!("{} can be written by others (mode {:o})", dir.display(), meta.mode() & 0o777);
            return Err(bad(message).hint(format!("chmod go-w {}", dir.display())));
        }
        Ok(())
    }

    /// The same for every process of this user and root, whatever its environment says.
    pub(super) fn short_directory(root: &Path) -> Option<PathBuf> {
        let hash = crc32fast::hash(root.as_os_str().as_bytes());
        Some(PathBuf::from(format!("/tmp/holdfast-{}-{hash:08x}", own_uid())))
    }
}

#[cfg(windows)]
mod platform {
    use std::fs::Metadata;
    use std::io;
    use std::path::{Path, PathBuf};

    use super::WireError;

    pub(super) fn create_dir_private(dir: &Path) -> io::Result<()> {
        std::fs::create_dir(dir)
    }

    /// The user's data directory is private by its inherited access list.
    pub(super) fn check_private(_dir: &Path, _meta: &Metadata) -> Result<(), WireError> {
        Ok(())
    }

    pub(super) fn short_directory(_root: &Path) -> Option<PathBuf> {
        None
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_new_root_is_private() {
        let home = tempfile::tempdir().unwrap();
        let root = Root::open(&home.path().join("a/b")).unwrap();
        let mode = fs::metadata(root.dir()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        assert!(root.daemon_socket().starts_with(root.dir()));
    }

    #[test]
    fn a_root_that_is_a_link_or_open_to_others_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let (real, link, open) = (home.path().join("real"), home.path().join("link"), home.path().join("open"));
        Root::open(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(Root::open(&link).unwrap_err().message.contains("symbolic link"));
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
        let error = Root::open(&open).unwrap_err();
        assert_eq!(error.code, ErrorCode::BadRoot);
        assert!(error.hint.unwrap().starts_with("chmod go-w"));
        fs::write(home.path().join("file"), "").unwrap();
        assert!(Root::open(&home.path().join("file")).unwrap_err().message.contains("not a directory"));
    }

    #[test]
    fn a_root_too_long_for_a_socket_gets_a_short_directory_of_its_own() {
        let home = tempfile::tempdir().unwrap();
        let deep = home.path().join("x".repeat(120));
        let root = Root::open(&deep).unwrap();
        assert!(root.daemon_socket().as_os_str().len() <= MAX_SOCKET_PATH);
        assert!(root.run.is_dir());
        fs::remove_dir(&root.run).unwrap();
    }

    #[test]
    fn an_absent_root_stays_absent_when_only_looked_at() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(Root::peek(&home.path().join("none")).unwrap(), None);
        assert!(!home.path().join("none").exists());
    }
}
