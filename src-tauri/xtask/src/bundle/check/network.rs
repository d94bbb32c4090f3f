//! That nothing which the user runs has a socket of a network, as the kernel lists them.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, ensure};

use super::desktop::Desktop;

/// Where the kernel lists the sockets of networks.
const LISTS: [&str; 4] = ["/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"];

/// Checks all processes of the user.
pub fn unused(desktop: &Desktop) -> Result<()> {
    let mut sockets = BTreeSet::new();
    for list in LISTS {
        // A kernel without IPv6 has no list of it.
        sockets.extend(numbers(&fs::read_to_string(list).unwrap_or_default()));
    }
    let processes = desktop.processes(".")?;
    ensure!(processes.len() > 3, "the user runs only {processes:?}");
    for process in processes {
        let held = held(process);
        let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
        ensure!(held.is_disjoint(&sockets), "{} ({process}) is on a network", name.trim());
    }
    Ok(())
}

/// The numbers of sockets in a list of the kernel.
fn numbers(list: &str) -> Vec<String> {
    list.lines().skip(1).filter_map(|line| line.split_whitespace().nth(9)).map(str::to_owned).collect()
}

/// The numbers of sockets that a process has open. None where it has just ended.
fn held(process: u32) -> BTreeSet<String> {
    let open = fs::read_dir(format!("/proc/{process}/fd"));
    let links = open.into_iter().flatten().filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    links.filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_socket_of_a_network_is_seen() {
        let before = held(std::process::id());
        let _listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let listed: BTreeSet<String> = numbers(&fs::read_to_string(LISTS[0]).unwrap()).into_iter().collect();
        let new: BTreeSet<String> = held(std::process::id()).difference(&before).cloned().collect();
        assert!(!new.is_disjoint(&listed), "{new:?} of {listed:?}");
    }
}
