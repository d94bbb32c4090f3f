//! The processes of one session in the order in which a tree is drawn. Pure, but for asking what each is called.

use std::collections::{HashMap, HashSet};

use protocol::requests::Process;
use protocol::text::one_line;

use super::Measured;

/// Parents before their children, each child after those of its elder siblings, the oldest first. `most`: so many at most.
/// Returns whether there were more.
pub fn ordered(processes: &[Measured], most: usize) -> (Vec<Measured>, bool) {
    let there: HashSet<u32> = processes.iter().map(|process| process.pid).collect();
    let mut children: HashMap<u32, Vec<&Measured>> = HashMap::new();
    let mut tops = Vec::new();
    for process in processes {
        if process.parent != process.pid && there.contains(&process.parent) {
            children.entry(process.parent).or_default().push(process);
        } else {
            tops.push(process);
        }
    }
    // The last of the stack is the next in the list.
    let youngest_first = |mut of: Vec<&Measured>| -> Vec<Measured> {
        of.sort_by_key(|process| std::cmp::Reverse((process.start, process.pid)));
        of.into_iter().cloned().collect()
    };
    let (mut stack, mut list) = (youngest_first(tops), Vec::new());
    while list.len() < most
        && let Some(next) = stack.pop()
    {
        stack.extend(youngest_first(children.remove(&next.pid).unwrap_or_default()));
        list.push(next);
    }
    (list, !stack.is_empty())
}

/// What is told of each. `said`: what a process is called and its command line. Absent: it is gone.
pub fn described(processes: Vec<Measured>, said: impl Fn(&Measured) -> Option<(String, Vec<String>)>) -> Vec<Process> {
    let there: HashSet<u32> = processes.iter().map(|process| process.pid).collect();
    let describe = |process: Measured| {
        let (name, command) = said(&process).unwrap_or_default();
        let parent = Some(process.parent).filter(|parent| *parent != process.pid && there.contains(parent));
        let (name, command) = (one_line(&name), one_line(&command.join(" ")));
        let Measured { pid, cpu, memory, started_at, .. } = process;
        Process { pid, parent, name, command, cpu, memory, started_at }
    };
    processes.into_iter().map(describe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(pid: u32, parent: u32, start: u64) -> Measured {
        Measured { pid, parent, start, started_at: start, cpu: None, memory: 1 }
    }

    #[test]
    fn a_tree_is_listed_as_it_is_drawn() {
        let processes = [
            process(9, 2, 30),
            process(4, 2, 20),
            process(2, 1, 10),
            process(5, 4, 40),
            process(7, 1, 25),
            process(6, 6, 50),
        ];
        let (all, limited) = ordered(&processes, 10);
        assert_eq!((all.iter().map(|one| one.pid).collect::<Vec<_>>(), limited), (vec![2, 4, 5, 9, 7, 6], false));
        let (first, limited) = ordered(&processes, 2);
        assert_eq!((first.len(), limited), (2, true));
        let told =
            described(first, |one| Some(("sh\u{1b}[2J".to_owned(), vec![one.pid.to_string(), "x\ny".to_owned()])));
        assert_eq!((told[0].pid, told[0].parent, told[1].parent), (2, None, Some(2)));
        assert_eq!((told[1].name.as_str(), told[1].command.as_str()), ("sh[2J", "4 x y"));
        assert_eq!(described(vec![process(2, 1, 10)], |_| None)[0].name, "");
    }

    #[test]
    fn two_that_name_each_other_as_parents_hang_nobody() {
        let (list, limited) = ordered(&[process(2, 3, 1), process(3, 2, 1), process(4, 1, 1)], 10);
        assert_eq!((list.len(), limited), (1, false));
    }
}
