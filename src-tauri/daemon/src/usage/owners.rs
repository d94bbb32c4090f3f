//! Which session each process belongs to. Pure: whoever calls has looked.
//!
//! | a process | is of |
//! |---|---|
//! | is the program of a session | that session |
//! | is a host, or one of our servers | none, and what it starts neither, but for the program |
//! | has a parent that is of a session | that session |
//! | is in the terminal session that a program led | that program's |
//! | left all these and carries a session's mark | that session |

use std::collections::HashMap;

use protocol::id::SessionId;
use store::usage::Process;

/// A live session.
#[derive(Clone, Debug)]
pub struct Root {
    /// Which.
    pub id: SessionId,
    /// Its program's process. Absent: it is not known.
    pub program: Option<u32>,
    /// Its host's process. Absent likewise.
    pub host: Option<u32>,
}

/// Whose a process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// That of the session with this number.
    Session(usize),
    /// Nobody's, and neither is what it starts.
    Server,
    /// Nobody's, as far as one can tell.
    Nobody,
}

/// How a process is looked at that has left the tree of its program.
pub trait Stray {
    /// The mark that it carries: the beginning of a session's id.
    fn mark(&self, process: &Process) -> Option<String>;
    /// Whether it is one of our servers.
    fn is_server(&self, process: &Process) -> bool;
}

/// The number of the session of each process, in the order of the processes.
pub fn owners(processes: &[Process], roots: &[Root], stray: &impl Stray) -> Vec<Option<usize>> {
    let by_number = |pid: fn(&Root) -> Option<u32>| -> HashMap<u32, usize> {
        roots.iter().enumerate().filter_map(|(number, root)| Some((pid(root)?, number))).collect()
    };
    let scene = Scene {
        processes,
        roots,
        stray,
        at: processes.iter().enumerate().map(|(at, process)| (process.pid, at)).collect(),
        programs: by_number(|root| root.program),
        hosts: by_number(|root| root.host),
    };
    let mut known = vec![None; processes.len()];
    (0..processes.len()).for_each(|at| scene.settle(at, &mut known));
    let number = |owner: Option<Owner>| match owner {
        Some(Owner::Session(number)) => Some(number),
        _ => None,
    };
    known.into_iter().map(number).collect()
}

struct Scene<'a, S> {
    processes: &'a [Process],
    roots: &'a [Root],
    stray: &'a S,
    at: HashMap<u32, usize>,
    programs: HashMap<u32, usize>,
    hosts: HashMap<u32, usize>,
}

impl<S: Stray> Scene<'_, S> {
    /// Finds out whose one process is, and its ancestors before. Chains of parents may be as long as anybody likes.
    fn settle(&self, at: usize, known: &mut [Option<Owner>]) {
        let mut chain = vec![at];
        while let Some(parent) = self.parent(chain[chain.len() - 1]) {
            // Looked at in different moments, two may name each other as parents.
            if known[parent].is_some() || chain.len() > self.processes.len() {
                break;
            }
            chain.push(parent);
        }
        for at in chain.into_iter().rev() {
            let of_parent = self.parent(at).and_then(|parent| known[parent]);
            known[at] = Some(known[at].unwrap_or_else(|| self.owner(&self.processes[at], of_parent)));
        }
    }

    fn parent(&self, at: usize) -> Option<usize> {
        self.at.get(&self.processes[at].parent).copied()
    }

    fn owner(&self, process: &Process, of_parent: Option<Owner>) -> Owner {
        if let Some(number) = self.programs.get(&process.pid) {
            return Owner::Session(*number);
        }
        if self.hosts.contains_key(&process.pid) {
            return Owner::Server;
        }
        match of_parent {
            Some(owner @ (Owner::Session(_) | Owner::Server)) => return owner,
            Some(Owner::Nobody) | None => {}
        }
        if let Some(number) = self.programs.get(&process.terminal) {
            return Owner::Session(*number);
        }
        let marked = self
            .stray
            .mark(process)
            .and_then(|mark| self.roots.iter().position(|root| mark == root.id.short() || mark == root.id.as_str()));
        match marked {
            Some(_) if self.stray.is_server(process) => Owner::Server,
            Some(number) => Owner::Session(number),
            None => Owner::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;

    /// What is known of processes by their pids: the mark, and whether it is a server.
    struct Known(BTreeMap<u32, (&'static str, bool)>);

    impl Stray for Known {
        fn mark(&self, process: &Process) -> Option<String> {
            self.0.get(&process.pid).map(|(mark, _)| (*mark).to_owned())
        }

        fn is_server(&self, process: &Process) -> bool {
            self.0.get(&process.pid).is_some_and(|(_, server)| *server)
        }
    }

    fn process(pid: u32, parent: u32, terminal: u32) -> Process {
        let (worked, waited_for) = (Duration::ZERO, Duration::ZERO);
        Process { pid, parent, start: 1, terminal, zombie: false, worked, waited_for, resident: 0 }
    }

    const A: &str = "aaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbb";

    fn root(id: &str, program: u32, host: u32) -> Root {
        Root { id: id.parse().unwrap(), program: Some(program), host: Some(host) }
    }

    #[test]
    fn whoever_left_the_tree_is_found_and_our_own_servers_are_nobodys() {
        let roots = [root(A, 11, 10), root(B, 21, 20)];
        let known = Known(BTreeMap::from([
            (41, (A, false)),
            (42, ("bbbbbbbb", false)),
            (50, (A, true)),
            (51, (A, false)),
            (60, ("cccccccc", false)),
        ]));
        let table = [
            ("the first process", process(1, 0, 1), None),
            ("a host", process(10, 1, 10), None),
            ("a program", process(11, 10, 11), Some(0)),
            ("its child", process(12, 11, 11), Some(0)),
            ("its child's child, in a terminal session of its own", process(13, 12, 13), Some(0)),
            ("a program's host that was started in another session", process(20, 12, 20), None),
            ("that program", process(21, 20, 21), Some(1)),
            ("reparented, and still in the terminal session", process(31, 1, 11), Some(0)),
            ("the child of that, in no session any more", process(32, 31, 32), Some(0)),
            ("reparented, with a mark", process(41, 1, 41), Some(0)),
            ("its child, which has emptied its environment", process(43, 41, 43), Some(0)),
            ("reparented, in the other's scope", process(42, 1, 42), Some(1)),
            ("a daemon that was started in a session", process(50, 1, 50), None),
            ("what that daemon has started", process(51, 50, 50), None),
            ("the mark of a session that is not live", process(60, 1, 60), None),
            ("somebody else", process(70, 1, 70), None),
            ("two that name each other", process(80, 81, 80), None),
            ("the other", process(81, 80, 80), None),
            ("itself its parent", process(90, 90, 90), None),
        ];
        let processes: Vec<Process> = table.iter().map(|(_, process, _)| *process).collect();
        let mut backwards = processes.clone();
        backwards.reverse();
        let found = owners(&processes, &roots, &known);
        let mut found_backwards = owners(&backwards, &roots, &known);
        found_backwards.reverse();
        for (at, (what, _, expected)) in table.iter().enumerate() {
            assert_eq!(found[at], *expected, "{what}");
            assert_eq!(found_backwards[at], *expected, "{what}, whatever comes first");
        }
    }

    #[test]
    fn a_chain_of_parents_may_be_as_long_as_anybody_likes() {
        let roots = [root(A, 2, 1)];
        let processes: Vec<Process> = (1..100_000).rev().map(|pid| process(pid, pid - 1, pid)).collect();
        let found = owners(&processes, &roots, &Known(BTreeMap::new()));
        assert_eq!(found.iter().filter(|owner| **owner == Some(0)).count(), 99_998);
    }
}
