//! Unix: rlimit, pidfd where there is one, signals.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use store::process::{self, Identity, Liveness};
use tokio::signal::unix::{SignalKind, signal};

use super::Room;

/// Raises the soft limit of open files to the hard one. Returns what it was, for the programs that sessions start.
pub fn raise_open_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!("raising the limit of open files: {error}");
    }
    limit.current
}

/// The soft and the hard limit of open files; absent where there is none.
pub fn open_files() -> (Option<u64>, Option<u64>) {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    (limit.current, limit.maximum)
}

/// What a file system has room for, and whether it takes anything at all.
///
/// # Errors
/// Where the system does not tell.
pub fn room(path: &Path) -> io::Result<Room> {
    let told = rustix::fs::statvfs(path)?;
    let free = told.f_bavail.saturating_mul(told.f_frsize);
    Ok(Room { free, read_only: told.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) })
}

/// Whether a file is a socket, and whether it is this user's.
pub fn socket(meta: &std::fs::Metadata) -> (bool, bool) {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
    (meta.file_type().is_socket(), meta.uid() == protocol::transport::own_uid())
}

/// A descriptor kept in reserve, so that a connection can be taken and closed when no more are left.
#[derive(Debug)]
pub struct Reserve(Option<File>);

impl Reserve {
    /// Sets one descriptor aside.
    pub fn new() -> Self {
        Self(File::open("/dev/null").ok())
    }

    /// Lets the reserve go while `act` runs, then takes it back.
    pub async fn lend<F: Future>(&mut self, act: F) -> F::Output {
        self.0 = None;
        let outcome = act.await;
        self.0 = File::open("/dev/null").ok();
        outcome
    }
}

impl Default for Reserve {
    fn default() -> Self {
        Self::new()
    }
}

/// Ends one process for good or asks it to end, after its identity was checked on a handle that cannot pass to another.
///
/// # Errors
/// Where the system refuses, or does not tell who that is. A process that is gone already is no error.
#[cfg(target_os = "linux")]
pub fn end_process(identity: &Identity, force: bool) -> io::Result<()> {
    use rustix::process::{PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
    let pid = one_process(identity)?;
    let handle = match pidfd_open(pid, PidfdFlags::empty()) {
        Err(rustix::io::Errno::SRCH) => return Ok(()),
        outcome => outcome?,
    };
    // The handle pins the pid: what is identified now is what is signalled.
    if !is_there(identity)? {
        return Ok(());
    }
    let signals: &[Signal] = if force { &[Signal::KILL] } else { &[Signal::TERM, Signal::HUP, Signal::CONT] };
    for one in signals {
        match pidfd_send_signal(&handle, *one) {
            Ok(()) | Err(rustix::io::Errno::SRCH) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// As on Linux, without a handle: the identity is checked right before the signal.
#[cfg(not(target_os = "linux"))]
pub fn end_process(identity: &Identity, force: bool) -> io::Result<()> {
    use rustix::process::{Signal, kill_process};
    let pid = one_process(identity)?;
    if !is_there(identity)? {
        return Ok(());
    }
    kill_process(pid, if force { Signal::KILL } else { Signal::TERM }).map_err(Into::into)
}

/// The pid of one process that may be signalled: never everybody's, a group's, or the first process of the system.
fn one_process(identity: &Identity) -> io::Result<rustix::process::Pid> {
    let pid = i32::try_from(identity.pid).ok().filter(|pid| *pid > 1).and_then(rustix::process::Pid::from_raw);
    pid.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, format!("{} names no process of ours", identity.pid)))
}

/// Whether it is the very process. Where the system does not tell, nobody is signalled.
fn is_there(identity: &Identity) -> io::Result<bool> {
    match process::liveness(identity) {
        Liveness::Alive => Ok(true),
        Liveness::Gone => Ok(false),
        Liveness::Unknown => Err(io::Error::other("the system does not tell who it is")),
    }
}

/// Waits for a signal that tells the daemon to leave.
///
/// # Errors
/// Where signals cannot be waited for.
pub async fn wait_for_signal() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
    Ok(())
}

/// Lets go of standard output: whoever started the daemon has read its line.
pub fn close_stdout() {
    if let Ok(null) = std::fs::OpenOptions::new().write(true).open("/dev/null") {
        // With the old output still open nothing is lost but a descriptor.
        let _ = rustix::stdio::dup2_stdout(null);
    }
}

/// The shell that always is there.
pub const DEFAULT_SHELL: &str = "/bin/sh";

/// Where programs are looked for if nobody says.
pub const DEFAULT_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// The variables that name the user's home directory, the surest first.
pub const HOME: &[&str] = &["HOME"];

/// What the file of a program may be called beyond its name.
pub const PROGRAM_ENDS: &[&str] = &[""];

/// Where programs that are installed for one user lie, beside `PATH`: a shell that is not a person's may not have set it up.
pub const PLACES: &[&str] = &[
    "~/.local/bin",
    "~/bin",
    "${NPM_CONFIG_PREFIX:-~/.npm-global}/bin",
    "~/.npm-packages/bin",
    "${NVM_BIN}",
    "${NVM_DIR:-~/.nvm}/versions/node/*/bin",
    "${VOLTA_HOME:-~/.volta}/bin",
    "${FNM_DIR:-~/.local/share/fnm}/node-versions/*/installation/bin",
    "~/Library/Application Support/fnm/node-versions/*/installation/bin",
    "${MISE_DATA_DIR:-~/.local/share/mise}/shims",
    "${ASDF_DATA_DIR:-~/.asdf}/shims",
    "${PNPM_HOME:-~/.local/share/pnpm}",
    "~/Library/pnpm",
    "~/.yarn/bin",
    "${BUN_INSTALL:-~/.bun}/bin",
    "${CARGO_HOME:-~/.cargo}/bin",
    "~/go/bin",
    "/opt/homebrew/bin",
    "/home/linuxbrew/.linuxbrew/bin",
    "/usr/local/bin",
    "/usr/bin",
    "/snap/bin",
];

/// One word of a command line as a shell takes it, whatever is in it.
pub fn shell_word(word: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "/._-+:@%=,".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Whether a program is named by where it lies and not to be searched for.
pub fn is_path(name: &str) -> bool {
    name.contains('/')
}

/// Lets its owner run a file.
///
/// # Errors
/// Whatever the file system says.
pub fn make_executable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path)?.permissions().mode();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode | 0o100))
}

/// Whether a file may be run.
pub fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

/// What a login shell exports: `NAME=value` records, each ended by a zero byte. `None` where it does not tell in time.
///
/// An interactive one is asked first: version managers set themselves up only there. Whatever its files print, or leave running
/// in the background, is not waited for.
pub fn login_environment(shell: &str, limit: Duration) -> Option<Vec<u8>> {
    let plain = limit / 2;
    exported(shell, &["-i", "-l", "-c"], limit - plain).or_else(|| exported(shell, &["-l", "-c"], plain))
}

/// Marks around what is asked for, so that nothing that a shell's files print is taken for it.
const MARKS: (&[u8], &[u8]) = (b"\0environment-begins\0", b"environment-ends\0");
const EXPORT: &str = "printf '\\0environment-begins\\0'; command env -0; printf 'environment-ends\\0'";

fn exported(shell: &str, options: &[&str], limit: Duration) -> Option<Vec<u8>> {
    let home = std::env::home_dir().filter(|home| home.is_dir()).unwrap_or_else(|| "/".into());
    // In a group of its own, it stops nobody when it wants the terminal.
    let mut child = Command::new(shell)
        .args(options)
        .arg(EXPORT)
        .current_dir(home)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdout = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut bytes, mut buffer) = (Vec::new(), [0; 16 * 1024]);
        let mut found = None;
        while found.is_none()
            && let Ok(length @ 1..) = stdout.read(&mut buffer)
        {
            bytes.extend_from_slice(&buffer[..length]);
            found = between(&bytes);
        }
        // Nobody listens any more when the limit was reached.
        let _ = sender.send(found);
    });
    let found = receiver.recv_timeout(limit).ok().flatten();
    // Our own child, by its handle: it has told all, or takes too long.
    child.kill().ok();
    child.wait().ok();
    found
}

/// What stands between the marks, once the last is there.
fn between(bytes: &[u8]) -> Option<Vec<u8>> {
    let find = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark);
    let begin = find(bytes, MARKS.0)? + MARKS.0.len();
    let end = find(&bytes[begin..], MARKS.1)?;
    Some(bytes[begin..begin + end].to_vec())
}

/// Has a program started so that it can be ended with all that it starts.
pub fn apart(command: &mut Command) {
    command.process_group(0);
}

/// Ends a program that was started [`apart`] and was not waited for yet, with all that it has started.
pub fn end_with_children(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    let ended = group.map(|group| rustix::process::kill_process_group(group, rustix::process::Signal::KILL));
    if !matches!(ended, Some(Ok(()))) {
        child.kill().ok();
    }
    child.wait().ok();
}

/// A symbolic link, for tests.
#[cfg(test)]
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_shell_is_heard_whatever_its_files_print_or_leave_running() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = home.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let script = |name: &str, text: &str| {
            let path = write(name, text);
            make_executable(Path::new(&path)).unwrap();
            path
        };
        let run = "for last; do :; done; eval \"$last\"";
        let noisy = script("noisy", &format!("#!/bin/sh\necho welcome A=b\nexport OWN=1\nsleep 3 &\n{run}\n"));
        let told = login_environment(&noisy, Duration::from_secs(10)).unwrap();
        let told: Vec<&[u8]> = told.split(|byte| *byte == 0).collect();
        assert!(told.contains(&&b"OWN=1"[..]) && !told.iter().any(|value| value.starts_with(b"welcome")), "{told:?}");
        // One that cannot be interactive is asked plainly; one that hangs is not waited for.
        let plain = script("plain", &format!("#!/bin/sh\n[ \"$1\" = -l ] || exit 2\n{run}\n"));
        assert!(login_environment(&plain, Duration::from_secs(10)).is_some());
        let hangs = script("hangs", "#!/bin/sh\nexec sleep 1000\n");
        assert_eq!(login_environment(&hangs, Duration::from_millis(200)), None);
    }

    #[test]
    fn only_the_very_process_is_signalled_and_never_one_that_is_all_or_the_first() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let own = process::identify(child.id()).unwrap();
        let init = process::identify(1).unwrap();
        let later = Identity { start: own.start + 1, ..own.clone() };
        let earlier = Identity { start: own.start - 1, ..own.clone() };
        let other_boot = Identity { boot_id: "another".to_owned(), ..own.clone() };
        let all = Identity { pid: 0, ..own.clone() };
        let group = Identity { pid: own.pid.wrapping_neg(), ..own.clone() };
        let gone = Identity { pid: 4_194_303, ..own.clone() };
        let table = [
            ("the pid has been given to a later process", later, true),
            ("to an earlier one", earlier, true),
            ("another boot's", other_boot, true),
            ("nobody has the pid", gone, true),
            ("the first process", init, false),
            ("everybody", all, false),
            ("a group", group, false),
        ];
        for (what, identity, accepted) in table {
            for force in [false, true] {
                assert_eq!(end_process(&identity, force).is_ok(), accepted, "{what}");
                assert!(child.try_wait().unwrap().is_none(), "{what}: somebody else was signalled");
            }
        }
        end_process(&own, true).unwrap();
        child.wait().unwrap();
        end_process(&own, true).unwrap();
    }

    #[test]
    fn a_login_shell_tells_its_path() {
        let bytes = login_environment("/bin/sh", Duration::from_secs(30)).unwrap();
        assert!(bytes.split(|byte| *byte == 0).any(|record| record.starts_with(b"PATH=")));
    }

    #[test]
    fn a_login_shell_that_hangs_is_given_up() {
        let dir = tempfile::tempdir().unwrap();
        let shell = dir.path().join("shell");
        std::fs::write(&shell, "#!/bin/sh\nexec sleep 1000\n").unwrap();
        std::fs::set_permissions(&shell, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(login_environment(shell.to_str().unwrap(), Duration::from_millis(50)), None);
    }
}
