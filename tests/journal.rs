//! The journal and the time line, of the real programs: nothing is missing, nothing is told twice, nothing secret is in it,
//! and neither a daemon that is killed nor a disk that is full keeps anything from going on.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use protocol::id::SessionId;
use protocol::session::Status;
use protocol::timeline::What;
use store::journal::{Entry, read};

use crate::support::sandbox::kill;
use crate::support::{LIMIT, Sandbox, counter, pass, timeline, until};

fn entries(sandbox: &Sandbox) -> Vec<Entry> {
    let contents = read(&sandbox.root().journal()).unwrap();
    assert!(contents.garbage.is_empty(), "{:?}", contents.garbage);
    contents.entries
}

fn told(sandbox: &Sandbox, id: &SessionId) -> Vec<What> {
    entries(sandbox).into_iter().filter(|entry| entry.session.as_ref() == Some(id)).map(|entry| entry.what).collect()
}

/// Waits until this was told of the session.
fn until_told(sandbox: &Sandbox, id: &SessionId, what: What) {
    until(&format!("{what:?} is in the journal"), || told(sandbox, id).contains(&what).then_some(()));
}

fn has_no_gaps(entries: &[Entry]) {
    let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}

#[test]
fn a_whole_life_is_in_the_journal_once_each_and_without_secrets() {
    use What::{
        Adopted, Closed, DaemonLeft, DaemonStarted, Ended, FullStop, Made, Removed, Renamed, Started, StopWanted,
    };
    let sandbox = Sandbox::new();
    sandbox.start();
    let secret = "hunter2-of-the-environment";
    let id =
        sandbox.new_session(&["--env", &format!("TOKEN={secret}"), "--", "sh", "-c", "sleep 1000 # hunter2-of-argv"]);
    sandbox.ok(&["rename", id.as_str(), "another"]);
    sandbox.restart();
    sandbox.wait_for(&id, Status::Running);
    sandbox.ok(&["kill", "--now", "another"]);
    sandbox.ok(&["resume", "another"]);
    let (host, program) = until("it runs", || sandbox.session(&id).host_pid.zip(sandbox.session(&id).child_pid));
    kill(host);
    kill(program);
    sandbox.wait_for(&id, Status::Ended);
    sandbox.restart();
    sandbox.wait_for(&id, Status::Ended);
    until_told(&sandbox, &id, Closed);
    sandbox.ok(&["rm", "another"]);
    sandbox.ok(&["stop", "--yes"]);
    sandbox.wait_until_daemon_gone(LIMIT);
    let expected = [Made, Started, Renamed, Adopted, StopWanted, Ended, Started, Closed, Removed];
    let mut all = told(&sandbox, &id);
    // What a busy machine makes of the moment between the two kills.
    all.retain(|what| !matches!(what, What::Orphaned | What::Unreachable));
    assert_eq!(all, expected, "an end is not told again by the next daemon");
    let all = entries(&sandbox);
    has_no_gaps(&all);
    let of_daemons: Vec<What> = all.iter().filter(|one| one.session.is_none()).map(|one| one.what).collect();
    let expected = [DaemonStarted, DaemonLeft, DaemonStarted, DaemonLeft, DaemonStarted, FullStop, DaemonLeft];
    assert_eq!(of_daemons, expected);
    for entry in &all {
        let by_user = matches!(entry.what, Made | Renamed | StopWanted | Removed | FullStop);
        assert!(!by_user || entry.actor.as_deref() == Some("user"), "{entry:?}");
        let text = serde_json::to_string(entry).unwrap();
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert_eq!(all.iter().find(|entry| entry.what == Made).unwrap().detail["environment"][0], "TOKEN");
}

#[test]
fn a_time_line_is_whole_with_a_journal_and_true_without() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = counter::start(&sandbox);
    sandbox.ok(&["rename", id.as_str(), "counts"]);
    sandbox.restart();
    sandbox.wait_for(&id, Status::Running);
    sandbox.ok(&["kill", "--now", id.as_str()]);
    sandbox.ok(&["kill", id.as_str()]);
    let with = timeline::of(&sandbox, &id);
    assert_eq!(
        with,
        "0 made user: made\n\
         1 started user: its program was started [host <n>, program <n>]\n\
         1 renamed user: renamed from sh to counts [told by the daemon's journal]\n\
         1 adopted daemon: a new daemon took it up [told by the daemon's journal]\n\
         1 stop_wanted user: a stop is wanted: kill [intent 1: carried out]\n\
         1 stop_begun: its host begins to stop it [its host took intent 1]\n\
         1 ended user: it was stopped: kill [the host recorded the end; cites intent 1]\n"
    );
    let text = sandbox.ok(&["show", "counts"]);
    assert!(text.contains("time line\n") && text.contains("a stop is wanted: kill\n"), "{text}");
    sandbox.ok(&["stop", "--keep-sessions"]);
    fs::remove_dir_all(sandbox.root().journal()).unwrap();
    sandbox.start();
    let without = timeline::of(&sandbox, &id);
    let expected: Vec<&str> = with.lines().filter(|line| !line.contains("journal")).collect();
    let started = "1 started: its program was started [host <n>, program <n>]";
    let expected: Vec<&str> =
        expected.iter().map(|line| if line.contains("started") { started } else { line }).collect();
    assert_eq!(without.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn numbers_have_neither_gaps_nor_doubles_after_daemons_were_killed_in_the_middle() {
    let sandbox = Sandbox::new();
    sandbox.start();
    let id = sandbox.new_session(&["--", "cat"]);
    for round in 0..8 {
        let names = (0..40).map(|number| format!("holdfast --no-start rename {id} name-{round}-{number} || exit 0"));
        let mut script = std::process::Command::new("sh");
        let programs = crate::support::programs::program("holdfast").parent().unwrap().to_owned();
        sandbox.apply(&mut script);
        script.env("PATH", format!("{}:/usr/bin:/bin", programs.display()));
        script.args(["-c", &names.collect::<Vec<_>>().join("; ")]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut burst = script.spawn().unwrap();
        let daemon = sandbox.daemon_pid();
        until("the burst has begun", || sandbox.session(&id).name.starts_with(&format!("name-{round}-")).then_some(()));
        pass(Duration::from_millis(7 * round));
        kill(daemon);
        burst.wait().unwrap();
        sandbox.wait_until_daemon_gone(LIMIT);
        // As after a write that was cut in the middle.
        if round % 2 == 0 {
            let newest = fs::read_dir(sandbox.root().journal()).unwrap().next().unwrap().unwrap().path();
            let mut bytes = fs::read(&newest).unwrap();
            bytes.extend_from_slice(br#"{"n":99999,"at":17,"what":"rena"#);
            fs::write(&newest, bytes).unwrap();
        }
        sandbox.start();
        sandbox.wait_for(&id, Status::Running);
    }
    until("the last daemon has told of itself", || {
        (entries(&sandbox).iter().filter(|entry| entry.what == What::DaemonStarted).count() == 9).then_some(())
    });
    has_no_gaps(&entries(&sandbox));
    assert!(told(&sandbox, &id).iter().filter(|what| **what == What::Renamed).count() > 8);
}

#[test]
fn a_journal_that_cannot_be_written_stops_nothing_and_says_later_what_is_missing() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.root_dir()).unwrap();
    let in_the_way = sandbox.root().journal();
    fs::write(&in_the_way, "not a directory").unwrap();
    sandbox.start();
    let id = counter::start(&sandbox);
    sandbox.ok(&["rename", id.as_str(), "one"]);
    counter::goes_on(&sandbox, &id);
    fs::remove_file(&in_the_way).unwrap();
    sandbox.ok(&["rename", id.as_str(), "two"]);
    until_told(&sandbox, &id, What::Renamed);
    let all = entries(&sandbox);
    has_no_gaps(&all);
    assert_eq!(all[0].what, What::Dropped);
    assert!(all[0].detail["entries"].as_u64().is_some_and(|dropped| dropped >= 3), "{:?}", all[0]);
    assert_eq!(timeline::shown(&sandbox, &id).timeline[0].what, What::Made, "the records know");
}
