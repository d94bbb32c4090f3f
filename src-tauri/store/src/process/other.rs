//! Processes on systems without `/proc`, by the sysinfo library. Start times are whole seconds there.
//! Checked to compile; not yet seen to run.

use std::io;

use sysinfo::{Pid, Process, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System};

use super::Stat;

/// There is no boot id everywhere: the boot's time stands for it.
pub(super) fn boot_id() -> io::Result<String> {
    Ok(format!("booted-at-{}", System::boot_time()))
}

pub(super) fn stat(pid: u32) -> io::Result<Stat> {
    let mut system = System::new();
    let pid = Pid::from_u32(pid);
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, ProcessRefreshKind::nothing());
    system.process(pid).map(of).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
}

pub(super) fn session_members(session: u32) -> io::Result<Vec<(u32, Stat)>> {
    let mut system = System::new();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, ProcessRefreshKind::nothing());
    let leader = Pid::from_u32(session);
    let ours = |process: &&Process| process.pid() == leader || process.session_id() == Some(leader);
    Ok(system.processes().values().filter(ours).map(|process| (process.pid().as_u32(), of(process))).collect())
}

fn of(process: &Process) -> Stat {
    Stat {
        parent: process.parent().map_or(0, Pid::as_u32),
        start: process.start_time(),
        zombie: matches!(process.status(), ProcessStatus::Zombie | ProcessStatus::Dead),
    }
}
