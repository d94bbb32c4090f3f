//! Four ways to stop a session by four disturbances of the stop: each end keeps its own reason and its own actor, whatever
//! happens to those who carry it out. The time lines that are expected lie in `grid/`, a file each.
//!
//! The middle of a stop is the time between the host's acknowledgement of the intent, which is durable before its first
//! signal, and the program's end. The program takes as long as the test wants: once it is asked to end it waits for a word.

pub mod stage;
mod undelivered;

use protocol::end::EndReason;
use protocol::session::{Archive, Status};
use rustix::process::Signal;

use crate::support::sandbox::{kill, signal};
use crate::support::{LIMIT, timeline, until, until_ok};
use stage::{Stage, Way};

/// What happens in the middle of a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disturbance {
    /// Nothing.
    Plain,
    /// The daemon is killed and another one started.
    DaemonRestarted,
    /// SIGTERM to the daemon, the host and the program at the same time, as when their control group is stopped.
    TermToAll,
    /// The host is killed.
    HostKilled,
}

impl Disturbance {
    const ALL: [Self; 4] = [Self::Plain, Self::DaemonRestarted, Self::TermToAll, Self::HostKilled];

    fn happens(self, stage: &Stage) {
        match self {
            Self::Plain => {}
            Self::DaemonRestarted => {
                stage.sandbox.crash_daemon();
                stage.start_daemon();
                stage.sandbox.wait_for(&stage.id, Status::Running);
            }
            Self::TermToAll => {
                for pid in [stage.sandbox.daemon_pid(), stage.host(), stage.program()] {
                    signal(pid, Signal::TERM);
                }
                stage.sandbox.wait_until_daemon_gone(LIMIT);
            }
            Self::HostKilled => {
                kill(stage.host());
                stage.sandbox.wait_for(&stage.id, Status::Orphaned);
            }
        }
    }
}

/// Carries out one cell of the grid and compares what is told of it. Returns it as a row of the table.
fn carry_out(way: Way, disturbance: Disturbance) -> String {
    let mut stage = Stage::set(way);
    stage.begin();
    disturbance.happens(&stage);
    stage.let_the_program_end();
    stage.finish();
    stage.start_daemon();
    let end = stage.sandbox.wait_for(&stage.id, Status::Ended).end.unwrap();
    let said = (end.reason, end.actor.as_str(), end.intent);
    assert_eq!(said, (EndReason::Stopped, way.actor(), Some(way.intent())), "{way:?} {disturbance:?}: {end:?}");
    if way == Way::Archive {
        until("it is archived", || (stage.sandbox.session(&stage.id).archive == Archive::Done).then_some(()));
    }
    compare(way, disturbance, &stage);
    let (reason, actor, intent) = (end.reason, end.actor, way.intent());
    format!("{:<16}{:<18}{:<9}{actor:<8}{intent:?}", way.name(), disturbance.name(), format!("{reason:?}"))
}

impl Disturbance {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::DaemonRestarted => "daemon restarted",
            Self::TermToAll => "term to all",
            Self::HostKilled => "host killed",
        }
    }
}

/// Compares the time line with the expected one, as soon as the daemon has written all of it down. `HOLDFAST_GOLDEN=write`
/// writes those that are not there yet.
fn compare(way: Way, disturbance: Disturbance, stage: &Stage) {
    let name = format!("{}--{}.txt", way.name(), disturbance.name()).replace(' ', "-");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("grid").join(name);
    let told = || steady(&timeline::of(&stage.sandbox, &stage.id));
    if !path.exists() && std::env::var_os("HOLDFAST_GOLDEN").is_some() {
        std::fs::write(&path, told()).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    until_ok(&path.display().to_string(), || {
        let told = told();
        if told == expected { Ok(()) } else { Err(told) }
    });
}

/// Without what depends on how fast the machine is: any host may be slow to answer at any time.
fn steady(told: &str) -> String {
    let is_slowness = |line: &&str| line.contains(" unreachable: ") || line.contains(" reachable: ");
    told.lines().filter(|line| !is_slowness(line)).map(|line| format!("{line}\n")).collect()
}

fn row_of_grid(way: Way) {
    let rows: Vec<String> = Disturbance::ALL.into_iter().map(|disturbance| carry_out(way, disturbance)).collect();
    eprintln!("\n{}", rows.join("\n"));
}

#[test]
fn a_kill_is_a_kill_whatever_disturbs_it() {
    row_of_grid(Way::Kill);
}

#[test]
fn a_full_stop_is_a_full_stop_whatever_disturbs_it() {
    row_of_grid(Way::FullStop);
}

#[test]
fn an_archive_is_an_archive_whatever_disturbs_it() {
    row_of_grid(Way::Archive);
}

#[test]
fn a_start_that_is_given_up_is_that_whatever_disturbs_it() {
    row_of_grid(Way::StartTimeout);
}
