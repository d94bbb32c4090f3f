//! Which process is which: identity by boot, pid and raw start time, and who is still there.
//! It signals nothing. A pid alone proves nothing, and "cannot tell" is never "gone".

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::platform::Stat;
use crate::platform::processes as platform;
use crate::shared::Shared;

/// The marks of a run, in the environment of its program.
const MARKS: [&str; 2] = ["HOLDFAST_SESSION", "HOLDFAST_GENERATION"];

/// Every process and its terminal session. Hundreds may ask at the same time, such as after the start of a daemon.
static EVERYBODY: Shared<Vec<(u32, Stat, u32)>> = Shared::new();
/// Every process that carries marks, and these.
static MARKED: Shared<Vec<Marked>> = Shared::new();
type Marked = (u32, Stat, Vec<String>);

/// No chain of parents is longer; two that were looked at in different moments may name each other.
const DEEPEST: usize = 256;

/// One process, told apart from every other that ever had or will have its pid.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// The boot that it lives in.
    pub boot_id: String,
    /// Its pid.
    pub pid: u32,
    /// When it started, raw as the system counts it: clock ticks since boot on Linux. Compared, never computed with.
    pub start: u64,
}

/// Whether a process is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liveness {
    /// The very process.
    Alive,
    /// It is proved gone: no such pid, another start time, another boot, or a zombie.
    Gone,
    /// The system does not tell.
    Unknown,
}

/// The id of this boot.
///
/// # Errors
/// Where the system does not tell.
pub fn boot_id() -> io::Result<String> {
    platform::boot_id()
}

/// Who `pid` is now.
///
/// # Errors
/// `NotFound` where there is no such process.
pub fn identify(pid: u32) -> io::Result<Identity> {
    let start = platform::stat(pid)?.start;
    Ok(Identity { boot_id: boot_id()?, pid, start })
}

/// Whether the process is still there.
pub fn liveness(identity: &Identity) -> Liveness {
    match boot_id() {
        Err(_) => return Liveness::Unknown,
        Ok(now) if now != identity.boot_id => return Liveness::Gone,
        Ok(_) => {}
    }
    match platform::stat(identity.pid) {
        Ok(stat) if stat.start != identity.start || stat.zombie => Liveness::Gone,
        Ok(_) => Liveness::Alive,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Liveness::Gone,
        Err(_) => Liveness::Unknown,
    }
}

/// What is left of a program's tree: the program itself and every process of the terminal session that it led.
/// Zombies do not count.
///
/// # Errors
/// Where the system does not tell; that is never "nobody".
pub fn survivors(leader: &Identity) -> io::Result<Vec<Identity>> {
    let boot_id = boot_id()?;
    if boot_id != leader.boot_id {
        return Ok(Vec::new());
    }
    let everybody = EVERYBODY.look(platform::everybody)?;
    // A leader is of its session, also where the system does not say so.
    let of_session = |(pid, _, session): &&(u32, Stat, u32)| *session == leader.pid || *pid == leader.pid;
    let members: Vec<(u32, Stat)> = everybody.iter().filter(of_session).map(|(pid, stat, _)| (*pid, *stat)).collect();
    // A recycled pid may lead another terminal session by now: its members began before or without our leader.
    // A session id stays taken as long as the session has a member, so a leader of that pid with another
    // start time means that nobody of ours is left.
    let recycled = members.iter().any(|(pid, stat)| *pid == leader.pid && stat.start != leader.start);
    if recycled {
        return Ok(Vec::new());
    }
    let alive = members.into_iter().filter(|(_, stat)| !stat.zombie && stat.start >= leader.start);
    Ok(alive.map(|(pid, stat)| Identity { boot_id: boot_id.clone(), pid, start: stat.start }).collect())
}

/// Every process that carries the marks of one run in the environment it was started with: for a host that died before it
/// could write down whom it had started.
///
/// # Errors
/// Where the system does not tell; that is never "nobody".
pub fn marked(session: &str, generation: u32) -> io::Result<Vec<Identity>> {
    let marks = [format!("HOLDFAST_SESSION={session}"), format!("HOLDFAST_GENERATION={generation}")];
    let boot_id = boot_id()?;
    let all = look_for_marks()?;
    let found = all.iter().filter(|(_, stat, said)| !stat.zombie && marks.iter().all(|mark| said.contains(mark)));
    Ok(found.map(|(pid, stat, _)| Identity { boot_id: boot_id.clone(), pid: *pid, start: stat.start }).collect())
}

/// As [`marked`], of all sessions and whatever run of them: also of one whose directory is gone. By session.
///
/// # Errors
/// Where the system does not tell; that is never "nobody".
pub fn marked_by_session() -> io::Result<BTreeMap<String, Vec<Identity>>> {
    let boot_id = boot_id()?;
    let mut found = BTreeMap::<String, Vec<Identity>>::new();
    for (pid, stat, said) in look_for_marks()?.iter().filter(|(_, stat, _)| !stat.zombie) {
        for session in said.iter().filter_map(|mark| mark.strip_prefix("HOLDFAST_SESSION=")) {
            let one = Identity { boot_id: boot_id.clone(), pid: *pid, start: stat.start };
            found.entry(session.to_owned()).or_default().push(one);
        }
    }
    Ok(found)
}

fn look_for_marks() -> io::Result<Arc<Vec<Marked>>> {
    MARKED.look(|| platform::with_variables(&MARKS))
}

/// As [`marked_by_session`], of one session.
///
/// # Errors
/// As there.
pub fn marked_in_any_run(session: &str) -> io::Result<Vec<Identity>> {
    Ok(marked_by_session()?.remove(session).unwrap_or_default())
}

/// Every process that was told a word: as one of its arguments, or as the value in one (`--name=word`). Processes that do
/// not show their arguments are none of them.
///
/// # Errors
/// Where the system does not tell who is there.
pub fn told(word: &str) -> io::Result<Vec<u32>> {
    let is_it =
        |argument: &String| argument == word || argument.split_once('=').is_some_and(|(_, value)| value == word);
    let everybody = EVERYBODY.look(platform::everybody)?;
    let alive = everybody.iter().filter(|(_, stat, _)| !stat.zombie).map(|(pid, _, _)| *pid);
    Ok(alive.filter(|pid| platform::arguments(*pid).iter().skip(1).any(is_it)).collect())
}

/// Whose pids these are, for people: the first five.
pub fn pids(of: &[Identity]) -> String {
    of.iter().take(5).map(|one| one.pid.to_string()).collect::<Vec<_>>().join(", ")
}

/// The session that a process was started in, by the mark in its environment. Absent where it has none, or is gone.
pub fn session_of(pid: u32) -> Option<String> {
    platform::variable(pid, "HOLDFAST_SESSION")
}

/// The session and the run of it that a process was started in, by the marks in its environment. Absent where it has none, or
/// is gone.
pub fn run_of(pid: u32) -> Option<(String, u32)> {
    let [session, run] = MARKS.map(|mark| platform::variable(pid, mark));
    Some((session?, run?.parse().ok()?))
}

/// The environment that a process was started with. Absent where the system does not tell, or it is gone.
pub fn environment(pid: u32) -> Option<BTreeMap<String, String>> {
    platform::variables(pid)
}

/// The names that a process may be known by: its program's, and those of what it was called as and of the first things it was
/// told, which for a script are the script's. Empty where the system does not tell.
pub fn names(pid: u32) -> Vec<String> {
    let called = platform::arguments(pid).into_iter().filter(|argument| !argument.starts_with('-')).take(2);
    let base = |path: String| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let stem = |name: String| {
        [".exe", ".js", ".mjs", ".cjs", ".py"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .map_or(name.clone(), str::to_owned)
    };
    platform::program(pid).into_iter().chain(called.map(base)).map(stem).collect()
}

/// The chain of parents of `pid`, itself first.
pub fn ancestors(pid: u32) -> Vec<u32> {
    let mut chain = vec![pid];
    while chain.len() < DEEPEST {
        match platform::stat(*chain.last().unwrap_or(&pid)) {
            Ok(stat) if stat.parent > 1 => chain.push(stat.parent),
            _ => break,
        }
    }
    chain
}

/// How much of the processors everything has used that a program has started, without the program itself.
///
/// # Errors
/// Where the system does not tell.
pub fn worked_below(program: u32) -> io::Result<Duration> {
    let everybody = platform::everybody()?;
    let parents: BTreeMap<u32, u32> = everybody.iter().map(|(pid, stat, _)| (*pid, stat.parent)).collect();
    let is_below = |pid: u32| {
        let ancestors = std::iter::successors(parents.get(&pid), |parent| parents.get(*parent));
        ancestors.take(DEEPEST).any(|ancestor| *ancestor == program)
    };
    let used = everybody.iter().filter_map(|(pid, stat, _)| match *pid {
        pid if pid == program => Some(stat.waited_for),
        pid => is_below(pid).then(|| stat.worked + stat.waited_for),
    });
    Ok(used.sum())
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn this_process_is_alive_and_another_start_time_is_gone() {
        let own = identify(std::process::id()).unwrap();
        assert_eq!(liveness(&own), Liveness::Alive);
        assert_eq!(liveness(&Identity { start: own.start + 1, ..own.clone() }), Liveness::Gone);
        assert_eq!(liveness(&Identity { boot_id: "another".to_owned(), ..own }), Liveness::Gone);
    }

    #[test]
    fn what_a_program_has_started_works_and_the_program_itself_does_not_count() {
        let busy = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        // Once by a child that has ended, and once by one that is still there.
        let script = format!("sh -c '{busy}'; sh -c '{busy}; echo done; read x; :'; :");
        let mut command = Command::new("sh");
        let mut child = command.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
        let below = worked_below(child.id()).unwrap();
        assert!(below > Duration::ZERO, "{below:?}");
        let own = worked_below(std::process::id()).unwrap();
        assert!(own >= below, "{own:?} {below:?}");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(worked_below(u32::MAX).unwrap(), Duration::ZERO);
    }

    #[test]
    fn who_was_told_a_word_is_found_by_it() {
        let word = format!("word-{}", std::process::id());
        let start = |word: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", "read line", "sh", word]).stdin(Stdio::piped()).spawn().unwrap()
        };
        let mut children = [word.clone(), format!("--resume={word}"), format!("not-{word}")].map(|word| start(&word));
        let mut expected = [children[0].id(), children[1].id()];
        expected.sort_unstable();
        let found = loop {
            let mut found = told(&word).unwrap();
            found.sort_unstable();
            // A child between its fork and its exec shows what this process was told.
            if found.len() == 2 {
                break found;
            }
            std::thread::yield_now();
        };
        assert_eq!(found, expected);
        for child in &mut children {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    #[test]
    fn a_zombie_is_gone_and_a_reaped_child_too() {
        let mut child = Command::new("true").spawn().unwrap();
        let identity = identify(child.id()).unwrap();
        while liveness(&identity) == Liveness::Alive {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert_eq!(liveness(&identity), Liveness::Gone);
    }

    #[test]
    fn a_child_descends_from_its_parent_only() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        assert!(ancestors(child.id()).contains(&std::process::id()));
        assert!(!ancestors(std::process::id()).contains(&child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_is_found_by_the_marks_in_its_environment() {
        let mut child = Command::new("sleep")
            .arg("60")
            .env("HOLDFAST_SESSION", "0m")
            .env("HOLDFAST_GENERATION", "7")
            .spawn()
            .unwrap();
        let pids = |generation| marked("0m", generation).unwrap().iter().map(|one| one.pid).collect::<Vec<_>>();
        assert_eq!(pids(7), [child.id()]);
        assert_eq!(run_of(child.id()), Some(("0m".to_owned(), 7)));
        assert!(pids(8).is_empty());
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn survivors_are_found_by_the_terminal_session_that_the_leader_led() {
        use std::io::{BufRead as _, BufReader};
        use std::process::Stdio;
        let mut leader = Command::new("setsid")
            .args(["sh", "-c", "sleep 60 & echo $!; exec sleep 60"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(leader.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let grandchild: u32 = line.trim().parse().unwrap();
        let identity = identify(leader.id()).unwrap();
        assert_eq!(survivors(&identity).unwrap().len(), 2);
        leader.kill().unwrap();
        leader.wait().unwrap();
        assert_eq!(survivors(&identity).unwrap().iter().map(|one| one.pid).collect::<Vec<_>>(), [grandchild]);
        Command::new("kill").arg("-9").arg(line.trim()).status().unwrap();
    }
}
