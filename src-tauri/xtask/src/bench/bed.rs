//! Where a measure runs: a directory with every holder in it. What was started there ends with it, by its own id, and
//! the directory goes.

use std::cell::Cell;
use std::fs;
use std::mem;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::holders::{self, Holder};
use super::platform::{self, Pipe};
use super::proc::{self, Process};
use super::terminal::Client;
use crate::command;

/// In the environment of all that is started here; its value is the directory.
pub const MARK: &str = "BENCH_BED";
/// Held while something is being started; for good once the benchmark was interrupted.
static STARTING: RwLock<()> = RwLock::new(());
/// How long what was killed may take to be gone.
const GONE: Duration = Duration::from_secs(20);
/// How long a holder may take to start a session without showing it.
const START: Duration = Duration::from_secs(20);

/// A directory and the holders that work in it.
pub struct Bed {
    dir: PathBuf,
    holders: Vec<Box<dyn Holder>>,
    named: Cell<usize>,
}

impl Bed {
    /// Makes the directory and gets every holder ready that is installed.
    pub fn new(dir: &Path) -> Result<Self> {
        Self::with(dir, |_| true)
    }

    fn with(dir: &Path, wanted: impl Fn(&dyn Holder) -> bool) -> Result<Self> {
        fs::create_dir_all(dir).with_context(|| format!("creating {}", dir.display()))?;
        let mut holders = holders::installed(dir);
        holders.retain(|holder| wanted(holder.as_ref()));
        let bed = Self { dir: dir.to_owned(), holders, named: Cell::new(0) };
        for holder in &bed.holders {
            holder.get_ready().with_context(|| format!("getting {} ready", holder.label()))?;
        }
        Ok(bed)
    }

    /// A bed with one holder only.
    pub fn for_one(dir: &Path, label: &str) -> Result<Self> {
        Self::with(dir, |holder| holder.label() == label)
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The holders, the bare terminal first.
    pub fn holders(&self) -> impl Iterator<Item = &dyn Holder> {
        self.holders.iter().map(AsRef::as_ref)
    }

    /// The first holder, in a bed with one.
    pub fn only(&self) -> Result<&dyn Holder> {
        self.holders().next().context("the bed has no holder")
    }

    /// A name that nothing here has yet.
    pub fn name(&self) -> String {
        self.named.set(self.named.get() + 1);
        format!("bench-{}", self.named.get())
    }

    /// Writes a script for the shell and returns the command that runs it.
    pub fn script(&self, text: &str) -> Result<Vec<String>> {
        let path = self.dir.join(format!("{}.sh", self.name()));
        fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        Ok(vec!["sh".to_owned(), path.to_string_lossy().into_owned()])
    }

    /// Makes a pipe that scripts can name.
    pub fn pipe(&self) -> Result<(Pipe, String)> {
        let path = self.dir.join(self.name());
        Ok((Pipe::create(&path)?, path.to_string_lossy().into_owned()))
    }

    /// Starts a session and shows it.
    pub fn begin(&self, holder: &dyn Holder, program: &[String]) -> Result<Client> {
        Client::start(&holder.begin(&self.name(), program))
    }

    /// Starts a session that nobody sees and returns its name. `None` where the holder cannot.
    pub fn begin_detached(&self, holder: &dyn Holder, program: &[String]) -> Result<Option<String>> {
        let name = self.name();
        let Some(mut command) = holder.begin_detached(&name, program) else { return Ok(None) };
        run(&mut command, START).with_context(|| format!("starting a session in {}", holder.label()))?;
        Ok(Some(name))
    }

    /// The processes of a holder that hold sessions, in this bed. Clients count if there are any.
    pub fn keepers(&self, holder: &dyn Holder) -> Vec<Process> {
        let is_keeper = |process: &Process| {
            process.program.file_name().is_some_and(|name| holder.keepers().iter().any(|keeper| name == *keeper))
        };
        started_in(&self.dir).into_iter().filter(is_keeper).collect()
    }

    /// The memory of a holder in bytes, all its processes together.
    pub fn memory(&self, holder: &dyn Holder) -> u64 {
        self.keepers(holder).iter().map(|process| proc::memory(process.pid)).sum()
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        clear(&self.dir);
    }
}

/// A command in the environment of a bed: marked, in its directory, with a home that is empty.
pub fn in_bed(program: impl AsRef<std::ffi::OsStr>, dir: &Path) -> Command {
    let mut command = command::program(program);
    command.env(MARK, dir).env("HOME", dir).env("TERM", "xterm-256color").env("SHELL", "/bin/sh").env("ENV", "");
    command.env("LANG", "C.UTF-8").env("LC_ALL", "C.UTF-8");
    for name in ["TMUX", "STY", "HOLDFAST_SESSION", "HOLDFAST_GENERATION", "HOLDFAST_SOCKET"] {
        command.env_remove(name); // the benchmark may itself run in a session of one of them
    }
    command.current_dir(dir).stdin(Stdio::null());
    command
}

/// Runs a command to its end and returns what it printed. One that takes longer than `limit` is killed.
pub fn run(command: &mut Command, limit: Duration) -> Result<String> {
    // Into a file: what it leaves behind may hold a pipe open for ever.
    let mut printed = tempfile::tempfile().context("making a file for the output")?;
    command.stdout(printed.try_clone()?).stderr(printed.try_clone()?);
    let starting = leave_to_start();
    let mut child = command.spawn().with_context(|| format!("starting {:?}", command.get_program()))?;
    drop(starting);
    let deadline = Instant::now() + limit;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().ok();
            child.wait().ok();
            bail!("it did not end within {limit:?}");
        }
        thread::sleep(Duration::from_millis(1));
    };
    let mut text = String::new();
    std::io::Seek::rewind(&mut printed)?;
    std::io::Read::read_to_string(&mut printed, &mut text)?;
    ensure!(status.success(), "it ended with {status}: {}", text.trim());
    Ok(text)
}

/// Lets something be started, unless the benchmark was interrupted: then this never returns, and the process ends.
pub fn leave_to_start() -> impl Drop {
    STARTING.read().unwrap_or_else(PoisonError::into_inner)
}

/// As [`clear`], and nothing is started any more. For the thread that ends this process.
pub fn clear_for_good(dir: &Path) {
    mem::forget(STARTING.write().unwrap_or_else(PoisonError::into_inner));
    clear(dir);
}

/// Ends all that was started in a bed, or in one below it, and removes its directory.
fn clear(dir: &Path) {
    let deadline = Instant::now() + GONE;
    loop {
        // Again and again: a daemon may just have started another host, or a script made another file.
        let left = started_in(dir);
        left.iter().for_each(|process| platform::kill(process.pid));
        let removed = if left.is_empty() { fs::remove_dir_all(dir) } else { Ok(()) };
        if !dir.exists() {
            return;
        }
        if Instant::now() > deadline {
            eprintln!("{} is left behind with {} processes: {removed:?}", dir.display(), left.len());
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

fn started_in(dir: &Path) -> Vec<Process> {
    proc::processes(MARK, dir)
}
