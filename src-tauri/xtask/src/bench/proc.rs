//! What Linux tells of processes: which there are, their memory, their time. It changes nothing.
//! A process that ends while it is looked at is as good as not there.

use std::fs;
use std::path::{Path, PathBuf};

/// A process that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    pub pid: u32,
    /// What it runs.
    pub program: PathBuf,
}

/// What a process has cost since it started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// In the system's ticks, of which there are 100 a second.
    pub ticks: u64,
    /// How often one of its threads waited for something and was woken up.
    pub wakeups: u64,
}

impl Cost {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self { ticks: self.ticks + other.ticks, wakeups: self.wakeups + other.wakeups }
    }

    /// What was added since. A thread that has ended takes what it had cost with it.
    pub fn since(self, before: Self) -> Self {
        let (ticks, wakeups) = (self.ticks.saturating_sub(before.ticks), self.wakeups.saturating_sub(before.wakeups));
        Self { ticks, wakeups }
    }
}

/// Returns the processes that carry in their environment, by the name `mark`, a directory that is or lies in `dir`, or
/// that run a program which lies there.
pub fn processes(mark: &str, dir: &Path) -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| *pid != std::process::id()).filter_map(|pid| look(pid, mark, dir)).collect()
}

fn look(pid: u32, mark: &str, dir: &Path) -> Option<Process> {
    // A zombie runs nothing.
    let program = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    (is_marked(&environment, mark, dir) || program.starts_with(dir)).then_some(Process { pid, program })
}

fn is_marked(environment: &[u8], mark: &str, dir: &Path) -> bool {
    let values = environment.split(|byte| *byte == 0).filter_map(|pair| std::str::from_utf8(pair).ok());
    let mut marks = values.filter_map(|pair| pair.strip_prefix(mark)?.strip_prefix('='));
    marks.any(|value| Path::new(value).starts_with(dir))
}

/// Returns the memory of a process in bytes, that which it shares divided among those who share it.
pub fn memory(pid: u32) -> u64 {
    pss(&fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default()).unwrap_or(0)
}

fn pss(rollup: &str) -> Option<u64> {
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Returns what all threads of a process have cost.
pub fn cost(pid: u32) -> Cost {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let each = tasks.map(|task| {
        let read = |name| fs::read_to_string(task.path().join(name)).unwrap_or_default();
        Cost { ticks: ticks(&read("stat")).unwrap_or(0), wakeups: wakeups(&read("status")).unwrap_or(0) }
    });
    each.fold(Cost::default(), Cost::plus)
}

/// The name in the second field may hold blanks and parentheses; user and system time are fields 14 and 15.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn wakeups(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?.trim().parse().ok()
}

/// Returns how many processes have wanted to run in the last minute, on average.
pub fn load() -> Option<String> {
    fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next().map(str::to_owned)
}

/// Returns the system's memory that is free to be used, in bytes.
pub fn available_memory() -> Option<u64> {
    let info = fs::read_to_string("/proc/meminfo").ok()?;
    let line = info.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_belongs_to_its_bed_and_to_all_around_it() {
        let environment = b"PATH=/bin\0BED=/tmp/b/1\0HOME=/tmp/c\0";
        for (dir, expected) in [("/tmp/b/1", true), ("/tmp/b", true), ("/tmp/b/1/x", false), ("/tmp/c", false)] {
            assert_eq!(is_marked(environment, "BED", Path::new(dir)), expected, "{dir}");
        }
        assert!(!is_marked(b"BEDS=/tmp/b\0", "BED", Path::new("/tmp/b")));
    }

    #[test]
    fn shared_memory_is_read_from_its_own_line() {
        let rollup = "55d0-7ffc ---p 00000000 00:00 0 [rollup]\nRss:  3120 kB\nPss:   412 kB\nPss_Dirty:  300 kB\n";
        assert_eq!(pss(rollup), Some(412 * 1024));
        assert_eq!(pss("Rss: 12 kB\n"), None);
        assert_eq!(pss(""), None, "it is gone");
    }

    #[test]
    fn times_are_found_behind_a_name_with_blanks_and_parentheses() {
        let stat = "7 (tmux: (a) 1) S 1 7 7 0 -1 4194560 196 0 0 0 25 17 0 0 20 0 1 0 101 5 1 18446744073709551615";
        assert_eq!(ticks(stat), Some(42));
        assert_eq!(ticks("7 (x) S 1"), None);
    }

    #[test]
    fn only_wake_ups_are_counted_not_being_set_aside() {
        let status = "Threads:\t1\nvoluntary_ctxt_switches:\t31\nnonvoluntary_ctxt_switches:\t5\n";
        assert_eq!(wakeups(status), Some(31));
        assert_eq!(wakeups("nonvoluntary_ctxt_switches:\t5\n"), None);
    }
}
