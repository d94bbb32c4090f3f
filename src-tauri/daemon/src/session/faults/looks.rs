//! Looks at a run: locks held elsewhere, directories that cannot be written, processes that are not who they seem, and many
//! who look at once. Whatever comes of a look, there is never more than one record of the end, and a real one wins.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use protocol::end::EndReason;
use store::disk::faults::{Faults, Kind, number};
use store::disk::{self, Change, Disk, Real};
use store::lock::{self, Taken};
use store::process::{self, Identity};
use store::records::{self, EndRecord};

use super::scene::{Scene, end_of, gone};
use crate::session::close::Finding;
use crate::session::launch;

/// The records of an end that are there.
fn ends(scene: &Scene) -> Vec<String> {
    let names = scene.tree().into_keys();
    names
        .filter_map(|name| name.rsplit_once('/').map(|(_, last)| last.to_owned()))
        .filter(|name| is_end(name))
        .collect()
}

fn is_end(name: &str) -> bool {
    name.starts_with("end.json") || name.starts_with("closed.json")
}

fn sleeping() -> Child {
    // A terminal session of its own, as a program in ours has.
    let child = Command::new("setsid").args(["sleep", "60"]).spawn().unwrap();
    while process::survivors(&identity(&child)).unwrap().is_empty() {
        std::thread::yield_now();
    }
    child
}

fn identity(child: &Child) -> Identity {
    process::identify(child.id()).unwrap()
}

fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn set_mode(dir: &Path, mode: &str) {
    assert!(Command::new("chmod").arg(mode).arg(dir).status().unwrap().success());
}

#[test]
fn a_lock_that_is_held_elsewhere_is_no_end_and_nobody_waits_for_it() {
    let scene = Scene::with_lost_run();
    let held = scene.lock();
    let before = scene.tree();
    let began = Instant::now();
    for _ in 0..100 {
        assert!(matches!(scene.files().look(false), Finding::HostLives { .. }));
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(scene.tree(), before);
    drop(held);
    assert_eq!(scene.reason(), EndReason::HostLost);
}

/// No change is tried, so that none can be refused: also where the tests run as a user whom no mode stops.
struct Sealed;

impl Disk for Sealed {
    fn create(&self, path: &Path) -> std::io::Result<fs::File> {
        panic!("creating {}", path.display())
    }
    fn carry_out(&self, change: &Change<'_>) -> std::io::Result<()> {
        panic!("{change:?}")
    }
}

#[test]
fn looking_at_a_run_that_is_over_changes_nothing_and_makes_no_lock_file() {
    let scene = Scene::with_lost_run();
    records::create(&scene.run().join("end.json"), &scene.end()).unwrap();
    fs::remove_file(scene.run().join(records::RESERVE)).unwrap();
    fs::remove_file(scene.run().join("host.lock")).unwrap();
    let before = scene.tree();
    set_mode(&scene.run(), "500");
    disk::with(std::sync::Arc::new(Sealed), || {
        assert_eq!(scene.reason(), EndReason::Completed);
        crate::session::record::sweep(&scene.root, &scene.id);
    });
    set_mode(&scene.run(), "700");
    assert_eq!(scene.tree(), before);
    assert!(!scene.run().join("host.lock").exists());
}

#[test]
fn a_run_is_closed_by_who_its_processes_were_and_not_by_their_pids() {
    let boot = process::boot_id().unwrap();
    let live = sleeping();
    let real = identity(&live);
    let recycled = Identity { start: real.start + 1, ..real.clone() };
    let rebooted = Identity { boot_id: "another".to_owned(), ..real.clone() };
    for (process, reason) in [
        (gone(), Some(EndReason::HostLost)),
        (recycled, Some(EndReason::HostLost)),
        (rebooted, Some(EndReason::MachineLost)),
        (real, None),
    ] {
        let scene = Scene::with_session();
        scene.begin_run(&process);
        let finding = scene.look();
        if reason.is_none() {
            assert!(matches!(&finding, Finding::Orphaned { survivors, .. } if survivors[0].boot_id == boot));
            assert_eq!(ends(&scene), [""; 0], "nothing is concluded while it lives");
        }
        assert_eq!(end_of(finding).map(|end| end.reason), reason, "{process:?}");
    }
    let scene = Scene::with_session();
    scene.begin_run_of(&identity(&live), &gone());
    let finding = scene.look();
    assert!(matches!(finding, Finding::HostLives { .. }), "it lives, whoever took its lock file away: {finding:?}");
    end(live);
}

#[test]
fn a_program_that_is_a_zombie_is_gone_and_lives_on_in_whoever_it_left_behind() {
    for (script, alive) in [("exit", false), ("sleep 60 & echo $!; exit", true)] {
        let mut command = Command::new("setsid");
        command.args(["sh", "-c", script]).stdout(std::process::Stdio::piped());
        let mut leader = command.spawn().unwrap();
        let real = identity(&leader);
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(leader.stdout.take().unwrap()), &mut line).unwrap();
        while process::liveness(&real) == process::Liveness::Alive {
            std::thread::yield_now();
        }
        let scene = Scene::with_session();
        scene.begin_run(&real);
        let finding = scene.look();
        assert_eq!(matches!(finding, Finding::Orphaned { .. }), alive, "{script}: {finding:?}");
        if alive {
            assert!(Command::new("kill").args(["-9", line.trim()]).status().unwrap().success());
        }
        leader.wait().unwrap();
    }
}

#[test]
fn a_record_of_the_host_outranks_a_verdict_and_is_never_removed() {
    let scene = Scene::with_lost_run();
    assert_eq!(scene.reason(), EndReason::HostLost);
    records::create(&scene.run().join("end.json"), &scene.end()).unwrap();
    for _ in 0..2 {
        let ended = scene.looked();
        assert_eq!((ended.end.reason, ended.last_line.as_str()), (EndReason::Completed, "the last line"));
    }
    assert!(matches!(records::read::<EndRecord>(&scene.run().join("end.json")).unwrap(), records::Found::Record(_)));
}

/// A host's own record appears at the very moment at which the verdict is made.
struct LateHost(Scene, AtomicBool, bool);

impl Disk for LateHost {
    fn create(&self, path: &Path) -> std::io::Result<fs::File> {
        let verdict = path.to_string_lossy().contains(".closed.json");
        if verdict && !self.1.swap(true, Ordering::SeqCst) {
            let record = records::bytes(&self.0.end()).unwrap();
            fs::write(self.0.run().join("end.json"), record).unwrap();
            if self.2 {
                return Err(std::io::Error::from_raw_os_error(28));
            }
        }
        Real.create(path)
    }
    fn carry_out(&self, change: &Change<'_>) -> std::io::Result<()> {
        Real.carry_out(change)
    }
}

#[test]
fn an_end_that_is_recorded_while_the_verdict_is_made_is_the_one_that_counts() {
    for verdict_fails in [false, true] {
        let late = std::sync::Arc::new(LateHost(Scene::with_lost_run(), AtomicBool::new(false), verdict_fails));
        disk::with(late.clone(), || drop(late.0.look()));
        let ended = late.0.looked();
        assert_eq!((ended.end.reason, ended.last_line.as_str()), (EndReason::Completed, "the last line"));
        late.0.is_tidy("after a late host");
    }
}

#[test]
fn a_run_that_is_looked_at_twice_is_closed_once_with_the_same_words() {
    let scene = Scene::with_lost_run();
    let first = scene.looked();
    let before = scene.tree();
    assert_eq!(scene.looked(), first);
    assert_eq!(scene.tree(), before);
}

/// Fifty look at a run while `host`, which holds its lock, comes to its end. Returns every end that anybody was told.
fn observed(scene: &Scene, host: impl FnOnce(&Scene) + Send) -> Vec<EndReason> {
    let held = scene.lock();
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let look = || {
            let mut told = Vec::new();
            // Once more after the host is gone, so that somebody closes what it left.
            loop {
                let last = over.load(Ordering::SeqCst);
                told.extend(end_of(scene.files().look(false)).map(|end| end.reason));
                if last {
                    return told;
                }
            }
        };
        let observers: Vec<_> = (0..50).map(|_| scope.spawn(look)).collect();
        host(scene);
        drop(held);
        over.store(true, Ordering::SeqCst);
        observers.into_iter().flat_map(|observer| observer.join().unwrap()).collect()
    })
}

#[test]
fn fifty_who_look_at_once_and_the_host_itself_leave_exactly_one_record_of_the_end() {
    let finished = Scene::with_lost_run();
    let told = observed(&finished, |scene| records::create(&scene.run().join("end.json"), &scene.end()).unwrap());
    assert!(told.iter().all(|reason| *reason == EndReason::Completed), "{told:?}");
    assert_eq!(ends(&finished), ["end.json"]);

    let lost = Scene::with_lost_run();
    let told = observed(&lost, |_| {});
    assert!(told.iter().all(|reason| *reason == EndReason::HostLost), "{told:?}");
    assert_eq!(lost.reason(), EndReason::HostLost);
    assert_eq!(ends(&lost), ["closed.json"]);
    assert!(matches!(lock::try_take(&lost.run().join("host.lock")).unwrap(), Taken::Yes(_)));
}

#[test]
fn the_next_run_is_claimed_only_once_the_end_of_the_one_before_is_on_disk() {
    let mut claimed = 0;
    for at in 1..30 {
        let scene = Scene::with_session();
        scene.claim().unwrap();
        let faults = Arc::new(Faults::new(Kind::Fail(at, number("ENOSPC").unwrap())));
        // Its leave to start has not expired, and its host may be on its way.
        disk::with(faults, || launch::launch(&scene.plan())).unwrap_err();
        let is_there = |generation, name| scene.root.generation(&scene.id, generation).join(name).is_file();
        claimed += usize::from(is_there(2, "launch.json"));
        assert!(
            is_there(1, "closed.json") || !is_there(2, "launch.json"),
            "its host could start beside run 2: step {at}"
        );
    }
    assert!(claimed > 0);
}
