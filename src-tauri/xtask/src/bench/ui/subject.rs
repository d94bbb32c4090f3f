//! The two windows that are compared: the app's, on a daemon with sessions, and a bare one. Each ends when it is dropped.

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::Run;
use crate::bench::bed::{self, Bed, in_bed, leave_to_start};
use crate::bench::holders::{HOLDFAST, Holdfast, PATIENCE};
use crate::bench::proc;
use crate::programs::{self, Profile};
use crate::{bench::platform, workspace};

/// A window with the processes behind it.
pub struct Subject {
    child: Child,
}

impl Subject {
    /// Opens the app.
    pub fn app(run: &Run) -> Result<Self> {
        let mut command = in_bed(programs::path(Profile::Release, "holdfast-desktop"), run.bed.dir());
        command.env("HOLDFAST_HOME", run.bed.dir().join(HOLDFAST));
        Self::start(run, command)
    }

    /// Opens a bare window at a page.
    pub fn bare(run: &Run, page: &str) -> Result<Self> {
        let mut command = in_bed(programs::path(Profile::Release, "examples/bare-window"), run.bed.dir());
        command.arg(workspace::ui().join("node_modules/.bench")).arg(page);
        Self::start(run, command)
    }

    fn start(run: &Run, mut command: Command) -> Result<Self> {
        run.display.apply(&mut command);
        let titles = run.bed.dir().join("titles");
        let output = std::fs::File::create(&titles).with_context(|| format!("creating {}", titles.display()))?;
        let _starting = leave_to_start();
        let child = command.stdout(output).stderr(Stdio::null()).spawn().context("opening a window")?;
        Ok(Self { child })
    }

    /// The memory of the process that was started.
    pub fn own_memory(&self) -> u64 {
        proc::memory(self.child.id())
    }
}

impl Drop for Subject {
    fn drop(&mut self) {
        platform::terminate(self.child.id());
        self.child.wait().ok();
    }
}

/// What a bare window's page last gave itself as a title.
pub fn title(bed: &Bed) -> Option<String> {
    let titles = std::fs::read_to_string(bed.dir().join("titles")).ok()?;
    titles.lines().last().map(str::to_owned)
}

/// The memory of whatever shows windows in this bed: both kinds of window and their web views.
pub fn windows_memory(bed: &Bed) -> u64 {
    let shows = |name: &str| ["holdfast-desktop", "bare-window"].contains(&name) || name.starts_with("WebKit");
    let all = proc::processes(bed::MARK, bed.dir());
    let windows =
        all.iter().filter(|process| process.program.file_name().and_then(|name| name.to_str()).is_some_and(shows));
    windows.map(|process| proc::memory(process.pid)).sum()
}

/// The daemon of this bed.
pub fn daemon(bed: &Bed) -> Option<u32> {
    let all = proc::processes(bed::MARK, bed.dir());
    all.into_iter().find(|process| process.program.ends_with("holdfastd")).map(|process| process.pid)
}

/// Waits until nothing of a web view is left.
pub fn without_web_views(bed: &Bed, limit: Duration) -> Result<()> {
    let deadline = Instant::now() + limit;
    let is_web = |process: &proc::Process| process.program.to_string_lossy().contains("WebKitWebProcess");
    while proc::processes(bed::MARK, bed.dir()).iter().any(is_web) {
        anyhow::ensure!(Instant::now() < deadline, "the web view is still there after {limit:?}");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Ends the daemon and leaves the sessions, so that the app starts another.
pub fn without_daemon(bed: &Bed) -> Result<()> {
    let holdfast = Holdfast::new(bed.dir());
    bed::run(holdfast.command().args(["stop", "--keep-sessions"]), PATIENCE).map(drop)
}
