//! Control groups as the kernel shows them: which one a process is in, who else is, and whether the kernel ended one of
//! them for want of memory. It reads and never writes; where there are none, every answer is "not known" or "nobody".
//!
//! Three layouts exist. *Unified*: one tree (version 2) does all. *Hybrid*: systemd names groups in a tree of version 2 and
//! in one of version 1 called `name=systemd` alike, and memory is counted in another tree of version 1. *Legacy*: as
//! hybrid, without version 2. A unit's group has one path in all trees that it is in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What files of the kernel tell of groups and mounts, read at one moment.
#[derive(Debug, Default)]
struct Trees {
    unified: Option<Mount>,
    systemd: Option<Mount>,
    memory: Option<Mount>,
}

/// Where a tree of groups is mounted.
#[derive(Debug, PartialEq, Eq)]
struct Mount {
    /// The group that is seen at the mount point: not `/` in some containers.
    root: String,
    point: PathBuf,
}

/// The group of a process, as run files name it; absent where there are no groups or no such process.
pub fn of(pid: u32) -> Option<String> {
    named(&fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?)
}

/// Everybody in a group and in the groups below it. A group that is not there any more has nobody.
///
/// # Errors
/// Where the system does not tell; that is never "nobody".
pub fn members(group: &str) -> io::Result<Vec<u32>> {
    let trees = trees()?;
    let mut pids = Vec::new();
    for mount in [trees.unified, trees.systemd].into_iter().flatten() {
        if let Some(dir) = mount.dir(group) {
            collect(&dir, &mut pids)?;
        }
    }
    pids.sort_unstable();
    pids.dedup();
    Ok(pids)
}

/// How many processes of a group the kernel has ended for want of memory since the group was made. Absent where that is
/// not counted, or the group is gone.
pub fn memory_kills(group: &str) -> Option<u64> {
    let trees = trees().ok()?;
    let read =
        |mount: Option<Mount>, group: &str, file: &str| count(&fs::read_to_string(mount?.dir(group)?.join(file)).ok()?);
    read(trees.unified, group, "memory.events").or_else(|| read(trees.memory, group, "memory.oom_control"))
}

/// As [`memory_kills`], of this process's own group, provided that it belongs to `unit` alone. The tree that counts memory
/// may have the unit elsewhere than the tree that names it.
pub fn own_memory_kills(unit: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = |path: &&str| is_of(path, unit);
    let memory = text.lines().find_map(|line| of_controller(line, "memory")).filter(own);
    memory.and_then(memory_kills).or_else(|| memory_kills(&named(&text).filter(|path| is_of(path, unit))?))
}

/// Whether a group is the one of a unit and of nobody else.
pub fn is_of(group: &str, unit: &str) -> bool {
    Path::new(group).file_name().is_some_and(|name| name == unit)
}

/// The path in the tree of version 2, unless everybody is at the top of it and systemd's own tree of version 1 says more.
fn named(text: &str) -> Option<String> {
    let unified = text.lines().find_map(|line| line.strip_prefix("0::"));
    let systemd = text.lines().find_map(|line| of_controller(line, "name=systemd"));
    let path = unified.filter(|path| *path != "/").or(systemd).or(unified)?;
    Some(path.to_owned())
}

/// The path in a line `number:controllers:path` if it is about this controller.
fn of_controller<'a>(line: &'a str, controller: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(':')?;
    let (controllers, path) = rest.split_once(':')?;
    controllers.split(',').any(|one| one == controller).then_some(path)
}

fn trees() -> io::Result<Trees> {
    match fs::read_to_string("/proc/self/mountinfo") {
        Ok(text) => Ok(mounted(&text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Trees::default()),
        Err(error) => Err(error),
    }
}

/// A line: id, parent, device, root, mount point, options, optional fields, `-`, type, source, options of the file system.
fn mounted(text: &str) -> Trees {
    let mut trees = Trees::default();
    for line in text.lines() {
        let Some((mount, system)) = line.split_once(" - ") else { continue };
        let (mount, system): (Vec<_>, Vec<_>) = (mount.split(' ').collect(), system.split(' ').collect());
        let (Some(root), Some(point), Some(kind)) = (mount.get(3), mount.get(4), system.first()) else { continue };
        let has = |controller| system.last().is_some_and(|options| options.split(',').any(|one| one == controller));
        let tree = match *kind {
            "cgroup2" => &mut trees.unified,
            "cgroup" if has("name=systemd") => &mut trees.systemd,
            "cgroup" if has("memory") => &mut trees.memory,
            _ => continue,
        };
        // A later mount hides an earlier one at the same place; elsewhere, one is as good as the other.
        *tree = Some(Mount { root: (*root).to_owned(), point: PathBuf::from(point) });
    }
    trees
}

impl Mount {
    /// Where a group's files are; absent where the mount does not show it.
    fn dir(&self, group: &str) -> Option<PathBuf> {
        let below = Path::new(group).strip_prefix(&self.root).ok()?;
        Some(self.point.join(below))
    }
}

fn collect(dir: &Path, pids: &mut Vec<u32>) -> io::Result<()> {
    // ENODEV: the group was removed while it was read.
    let is_gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(19);
    match fs::read_to_string(dir.join("cgroup.procs")) {
        Ok(text) => pids.extend(text.lines().filter_map(|line| line.parse::<u32>().ok())),
        Err(error) if is_gone(&error) => return Ok(()),
        Err(error) => return Err(error),
    }
    let entries = match fs::read_dir(dir) {
        Err(error) if is_gone(&error) => return Ok(()),
        entries => entries?,
    };
    for entry in entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        collect(&entry.path(), pids)?;
    }
    Ok(())
}

/// The number behind `oom_kill` in `memory.events` (version 2) or `memory.oom_control` (version 1).
fn count(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_a_process_is_found_in_every_layout() {
        let unified = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope\n";
        let hybrid = "9:name=systemd:/a/b.scope\n4:memory:/elsewhere\n1:cpu,cpuacct:/\n0::/a/b.scope\n";
        let legacy = "9:name=systemd:/a/b.scope\n4:memory:/elsewhere\n";
        let unused = "9:name=systemd:/\n4:memory:/elsewhere\n0::/\n";
        let half_used = "9:name=systemd:/a/b.scope\n0::/\n";
        assert_eq!(named(unified).as_deref(), Some("/user.slice/user-1000.slice/user@1000.service/app.slice/a.scope"));
        for text in [hybrid, legacy, half_used] {
            assert_eq!(named(text).as_deref(), Some("/a/b.scope"), "{text}");
        }
        assert_eq!(named(unused).as_deref(), Some("/"));
        assert_eq!(named(""), None);
        assert_eq!(hybrid.lines().find_map(|line| of_controller(line, "cpuacct")), Some("/"));
    }

    #[test]
    fn trees_are_found_where_they_are_mounted() {
        let hybrid = "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755\n\
                      35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n\
                      40 31 0:37 / /sys/fs/cgroup/systemd rw shared:9 - cgroup cgroup rw,xattr,name=systemd\n\
                      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";
        let trees = mounted(hybrid);
        let point = |mount: &Option<Mount>| mount.as_ref().map(|mount| mount.point.display().to_string());
        assert_eq!(point(&trees.unified).as_deref(), Some("/sys/fs/cgroup/unified"));
        assert_eq!(point(&trees.systemd).as_deref(), Some("/sys/fs/cgroup/systemd"));
        assert_eq!(point(&trees.memory).as_deref(), Some("/sys/fs/cgroup/memory"));
        let unified = mounted("30 23 0:26 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n");
        assert!(unified.systemd.is_none() && unified.memory.is_none());
        let mount = unified.unified.unwrap();
        assert_eq!(mount.dir("/docker/1/a.scope"), Some(PathBuf::from("/sys/fs/cgroup/a.scope")));
        assert_eq!(mount.dir("/another"), None, "what the mount does not show is not guessed");
    }

    #[test]
    fn kills_for_want_of_memory_are_counted_in_both_versions() {
        let version_2 = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n";
        let version_1 = "oom_kill_disable 0\nunder_oom 0\noom_kill 7\n";
        assert_eq!((count(version_2), count(version_1)), (Some(2), Some(7)));
        assert_eq!(count("oom_kill_disable 0\nunder_oom 0\n"), None, "kernels before 4.13 do not count");
    }

    #[test]
    fn a_group_that_is_gone_has_nobody() {
        assert_eq!(members("/no/such/group-of-holdfast").unwrap(), Vec::<u32>::new());
        assert_eq!(memory_kills("/no/such/group-of-holdfast"), None);
        assert!(is_of("/app.slice/a.scope", "a.scope") && !is_of("/a.scope/below", "a.scope"));
    }
}
