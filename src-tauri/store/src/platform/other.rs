//! Processes on systems without `/proc`, by the sysinfo library. Start times are whole seconds there.
//! Checked to compile; not yet seen to run.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use sysinfo::{Pid, Process, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System};

use super::Stat;

/// Nothing is read yet; each question refreshes what it needs.
fn system() -> io::Result<System> {
    System::new().map_err(io::Error::other)
}

/// There is no boot id everywhere: the boot's time stands for it.
pub(crate) fn boot_id() -> io::Result<String> {
    Ok(format!("booted-at-{}", System::boot_time().map_err(io::Error::other)?))
}

pub(crate) fn stat(pid: u32) -> io::Result<Stat> {
    let mut system = system()?;
    let pid = Pid::from_u32(pid);
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, ProcessRefreshKind::nothing());
    system.process(pid).map(of).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

pub(crate) fn everybody() -> io::Result<Vec<(u32, Stat, u32)>> {
    let mut system = system()?;
    system.refresh_processes_specifics(
        ProcessesToUpdate::All,
        true,
        ProcessRefreshKind::nothing().with_cpu().with_memory(),
    );
    // Whoever is in nobody's session leads its own, if any.
    let session = |process: &Process| process.session_id().unwrap_or(process.pid()).as_u32();
    let all = system.processes().values();
    Ok(all.map(|process| (process.pid().as_u32(), of(process), session(process))).collect())
}

pub(crate) fn with_variables(names: &[&str]) -> io::Result<Vec<(u32, Stat, Vec<String>)>> {
    let system = with_environments()?;
    let said = |process: &Process| -> Vec<String> {
        let said = |name| values(process, name).map(move |value| format!("{name}={value}"));
        names.iter().copied().flat_map(said).collect()
    };
    let all = system.processes().values().map(|process| (process.pid().as_u32(), of(process), said(process)));
    Ok(all.filter(|(_, _, said)| !said.is_empty()).collect())
}

fn with_environments() -> io::Result<System> {
    let mut system = system()?;
    let wanted = ProcessRefreshKind::nothing().with_environ(sysinfo::UpdateKind::Always);
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, wanted);
    Ok(system)
}

pub(crate) fn variable(pid: u32, name: &str) -> Option<String> {
    let wanted = ProcessRefreshKind::nothing().with_environ(sysinfo::UpdateKind::Always);
    one(pid, wanted, |process| values(process, name).next().map(str::to_owned))
}

fn values<'a>(process: &'a Process, name: &str) -> impl Iterator<Item = &'a str> {
    process.environ().iter().filter_map(move |value| value.to_str()?.strip_prefix(name)?.strip_prefix('='))
}

pub(crate) fn variables(pid: u32) -> Option<BTreeMap<String, String>> {
    let wanted = ProcessRefreshKind::nothing().with_environ(sysinfo::UpdateKind::Always);
    let text = |value: &std::ffi::OsString| {
        let (name, value) = value.to_str()?.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    };
    one(pid, wanted, |process| Some(process.environ().iter().filter_map(text).collect()))
}

pub(crate) fn arguments(pid: u32) -> Vec<String> {
    let wanted = ProcessRefreshKind::nothing().with_cmd(sysinfo::UpdateKind::Always);
    let text = |process: &Process| {
        Some(process.cmd().iter().map(|argument| argument.to_string_lossy().into_owned()).collect())
    };
    one(pid, wanted, text).unwrap_or_default()
}

pub(crate) fn program(pid: u32) -> Option<String> {
    let wanted = ProcessRefreshKind::nothing().with_exe(sysinfo::UpdateKind::Always);
    one(pid, wanted, |process| Some(process.exe()?.file_stem()?.to_str()?.to_owned()))
}

pub(crate) fn title(pid: u32) -> Option<String> {
    one(pid, ProcessRefreshKind::nothing(), |process| Some(process.name().to_string_lossy().into_owned()))
}

/// Nobody tells.
pub(crate) fn proportional(_pid: u32) -> Option<u64> {
    None
}

/// Start times are counted from 1970 here, and not from the boot.
#[allow(clippy::unnecessary_wraps)] // as on Linux
pub(crate) fn booted_at(_now_ms: u64) -> io::Result<u64> {
    Ok(0)
}

/// They are whole seconds here.
pub(crate) fn after_boot(start: u64) -> u64 {
    start.saturating_mul(1000)
}

fn one<T>(pid: u32, wanted: ProcessRefreshKind, look: impl FnOnce(&Process) -> Option<T>) -> Option<T> {
    let (mut system, pid) = (system().ok()?, Pid::from_u32(pid));
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, wanted);
    look(system.process(pid)?)
}

fn of(process: &Process) -> Stat {
    Stat {
        parent: process.parent().map_or(0, Pid::as_u32),
        start: process.start_time(),
        worked: Duration::from_millis(process.accumulated_cpu_time()),
        waited_for: Duration::ZERO,
        resident: process.memory(),
        zombie: matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead),
    }
}
