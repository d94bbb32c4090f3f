//! Processes by `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::time::Duration;

use super::Stat;

pub(crate) fn boot_id() -> io::Result<String> {
    Ok(fs::read_to_string("/proc/sys/kernel/random/boot_id")?.trim().to_owned())
}

pub(crate) fn stat(pid: u32) -> io::Result<Stat> {
    read(pid).map(|(stat, _)| stat)
}

/// Every process, zombies included, and the terminal session that it is in.
pub(crate) fn everybody() -> io::Result<Vec<(u32, Stat, u32)>> {
    let mut all = Vec::new();
    for pid in pids()? {
        match read(pid) {
            Ok((stat, session)) => all.push((pid, stat, session)),
            // It ended between the listing and the look.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Every process of this user that was started with a variable of one of these names in its environment, and what that
/// says: `NAME=value`.
pub(crate) fn with_variables(names: &[&str]) -> io::Result<Vec<(u32, Stat, Vec<String>)>> {
    let mut found = Vec::new();
    for pid in pids()? {
        // Another user's process is none of ours, and one that ended meanwhile neither.
        let Ok(environment) = environment(pid) else { continue };
        let said = |name| values(&environment, name).map(move |value| format!("{name}={value}"));
        let said: Vec<String> = names.iter().copied().flat_map(said).collect();
        if !said.is_empty()
            && let Ok(stat) = stat(pid)
        {
            found.push((pid, stat, said));
        }
    }
    Ok(found)
}

/// A value of the environment that a process was started with.
pub(crate) fn variable(pid: u32, name: &str) -> Option<String> {
    values(&environment(pid).ok()?, name).next().map(str::to_owned)
}

/// All of the environment that a process was started with. Absent: it is gone, or somebody else's.
pub(crate) fn variables(pid: u32) -> Option<BTreeMap<String, String>> {
    let environment = environment(pid).ok()?;
    let values =
        environment.split(|byte| *byte == 0).filter_map(|value| std::str::from_utf8(value).ok()?.split_once('='));
    Some(values.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

/// What an environment has under a name.
fn values<'a>(environment: &'a [u8], name: &str) -> impl Iterator<Item = &'a str> {
    let all = environment.split(|byte| *byte == 0).filter_map(|value| std::str::from_utf8(value).ok());
    all.filter_map(move |value| value.strip_prefix(name)?.strip_prefix('='))
}

/// The arguments of a process, the name that it was called by first. None where it does not show them.
pub(crate) fn arguments(pid: u32) -> Vec<String> {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let arguments = line.split(|byte| *byte == 0).filter(|argument| !argument.is_empty());
    arguments.map(|argument| String::from_utf8_lossy(argument).into_owned()).collect()
}

/// Everybody who is there.
fn pids() -> io::Result<Vec<u32>> {
    let mut pids = Vec::new();
    for entry in fs::read_dir("/proc")? {
        pids.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
    }
    Ok(pids)
}

/// The file name of the program that a process runs, also of one that was replaced meanwhile.
pub(crate) fn program(pid: u32) -> Option<String> {
    let path = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
    let name = path.file_name()?.to_str()?;
    Some(name.strip_suffix(" (deleted)").unwrap_or(name).to_owned())
}

/// What a process calls itself, which may be another name than its program's.
pub(crate) fn title(pid: u32) -> Option<String> {
    let bytes = fs::read(format!("/proc/{pid}/comm")).ok()?;
    Some(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned())
}

/// How much of its memory is in use, in bytes, where what it shares is divided among all who have it. Absent: it is gone, or
/// does not show it.
pub(crate) fn proportional(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let kibibytes = text.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB"))?;
    kibibytes.parse::<u64>().ok()?.checked_mul(1024)
}

/// When the boot was, in milliseconds since 1970, by the clock that start times are counted with.
pub(crate) fn booted_at(now_ms: u64) -> io::Result<u64> {
    let text = fs::read_to_string("/proc/uptime")?;
    let seconds = text.split_whitespace().next().and_then(|seconds| seconds.parse().ok());
    let up = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let up = up.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "reading /proc/uptime"))?;
    Ok(now_ms.saturating_sub(u64::try_from(up.as_millis()).unwrap_or(u64::MAX)))
}

/// How long after the boot a raw start time is, in milliseconds: a tick is a hundredth of a second.
pub(crate) fn after_boot(start: u64) -> u64 {
    start.saturating_mul(10)
}

fn page_size() -> u64 {
    rustix::param::page_size() as u64
}

/// The environment that a process was started with. A process in the middle of an exec shows none for a moment, and
/// would be missed in it; so one that shows none is looked at again.
fn environment(pid: u32) -> io::Result<Vec<u8>> {
    for _ in 0..5 {
        let environment = fs::read(format!("/proc/{pid}/environ"))?;
        // A kernel thread has neither an environment nor a program.
        if !environment.is_empty() || fs::read_link(format!("/proc/{pid}/exe")).is_err() {
            return Ok(environment);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(Vec::new())
}

/// Reads `/proc/<pid>/stat`: the process and its terminal session.
fn read(pid: u32) -> io::Result<(Stat, u32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).map_err(|error| match error.raw_os_error() {
        // ESRCH: it ended while the file was read.
        Some(3) => io::Error::from(io::ErrorKind::NotFound),
        _ => error,
    })?;
    if text.is_empty() {
        // It ended in between: there is nothing left to say of it.
        return Err(io::Error::from(io::ErrorKind::NotFound));
    }
    parse(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("reading /proc/{pid}/stat")))
}

/// The name in parentheses may hold anything, so fields are counted from its last parenthesis: state is field 3.
fn parse(text: &str) -> Option<(Stat, u32)> {
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    // A tick is a hundredth of a second in what the kernel tells, whatever it counts by itself.
    let time = |at: usize| Some(Duration::from_millis(fields.get(at)?.parse::<u64>().ok()?.saturating_mul(10)));
    let stat = Stat {
        zombie: matches!(*fields.first()?, "Z" | "X" | "x"),
        parent: fields.get(1)?.parse().ok()?,
        start: fields.get(19)?.parse().ok()?,
        worked: time(11)? + time(12)?,
        // Signed, and never below nothing but by a fault of the kernel.
        waited_for: time(13).unwrap_or_default() + time(14).unwrap_or_default(),
        resident: fields.get(21).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0).saturating_mul(page_size()),
    };
    Some((stat, fields.get(3)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_and_spaces_does_not_confuse() {
        let text = "42 (a) b) S) R 7 42 41 34816 42 4194304 1 0 0 0 1 2 3 4 20 0 1 0 98765 1 1 1";
        let (stat, session) = parse(text).unwrap();
        let milliseconds = (stat.worked.as_millis(), stat.waited_for.as_millis());
        assert_eq!(milliseconds, (30, 70));
        assert_eq!((stat.parent, stat.start, stat.zombie, session), (7, 98765, false, 41));
        assert_eq!(stat.resident, page_size());
    }
}
